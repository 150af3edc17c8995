// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// An operation on truth values.
package protocol Logical: Primitive {
    /// The function of the operands' values at one place.
    func compute(_ x: Bool, _ y: Bool) -> Bool
}

extension Logical {
    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        guard try operands.commonDType() == .bool else {
            throw GraphError(
                code: .typeMismatch, problem: "needs truth values, got \(operands[0].dtype)",
                hint: "compare first: x .> 0")
        }
        return TensorType(try operands.broadcastShape(), .bool)
    }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor {
        let x = operands[0].integers(broadcastTo: type.shape)
        let y = operands[operands.count - 1].integers(broadcastTo: type.shape)
        return HostTensor(
            scalars: zip(x, y).map { compute($0 != 0, $1 != 0) }, shape: type.shape)
    }
}

/// True where both are.
package struct And: Logical {
    package static let name = "and"
    package init() {}
    package func compute(_ x: Bool, _ y: Bool) -> Bool { x && y }
}

/// True where one is, or both.
package struct Or: Logical {
    package static let name = "or"
    package init() {}
    package func compute(_ x: Bool, _ y: Bool) -> Bool { x || y }
}

/// True where the operand is false.
package struct Not: Logical {
    package static let name = "not"
    package init() {}
    package func compute(_ x: Bool, _ y: Bool) -> Bool { !x }
}
