// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// Compares two numbers; every comparison with NaN is false, but `notEqual`.
package struct Compare: Primitive {
    package static let name = "compare"

    /// Which relation holds where the result is true.
    package enum Relation: String, Hashable, Sendable, CaseIterable, Codable {
        case less, lessOrEqual, greater, greaterOrEqual, equal, notEqual
    }

    package let relation: Relation

    package init(_ relation: Relation) { self.relation = relation }

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        _ = try operands.commonDType()
        return TensorType(try operands.broadcastShape(), .bool)
    }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor {
        let holds: [Bool]
        if operands[0].dtype.isFloating {
            let x = operands[0].doubles(broadcastTo: type.shape)
            let y = operands[1].doubles(broadcastTo: type.shape)
            holds = zip(x, y).map { compute($0, $1) }
        } else {
            let x = operands[0].integers(broadcastTo: type.shape)
            let y = operands[1].integers(broadcastTo: type.shape)
            holds = zip(x, y).map { compute($0, $1) }
        }
        return HostTensor(scalars: holds, shape: type.shape)
    }

    private func compute<Number: Comparable>(_ x: Number, _ y: Number) -> Bool {
        switch relation {
        case .less: x < y
        case .lessOrEqual: x <= y
        case .greater: x > y
        case .greaterOrEqual: x >= y
        case .equal: x == y
        case .notEqual: x != y
        }
    }
}

extension Tensor {
    func compared(_ relation: Compare.Relation, _ other: Tensor) -> Tensor {
        Tensor(Compare(relation), self, other)
    }
}
