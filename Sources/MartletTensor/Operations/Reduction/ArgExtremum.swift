// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// The index of the greatest (or least) element along an axis, the first of equals; NaN counts as greatest and least.
package struct ArgExtremum: Primitive {
    package static let name = "arg_extremum"
    package let axis: Int
    package let isMaximum: Bool

    package init(axis: Int, isMaximum: Bool) {
        self.axis = axis
        self.isMaximum = isMaximum
    }

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        let shape = try operands.onlyNumeric().shape
        guard shape.sizes.indices.contains(axis) else { throw .axisOutOfRange(axis, in: shape) }
        guard shape.sizes[axis] > 0 else {
            throw GraphError(
                code: .shapeMismatch, problem: "there is nothing to choose from along axis \(axis)")
        }
        return TensorType(shape.reduced(over: [axis], keepingDimensions: false), .int64)
    }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor {
        let result =
            operands[0].dtype.isFloating
            ? indices(in: operands[0].doubles, operands[0].shape)
            : indices(in: operands[0].integers, operands[0].shape)
        return HostTensor(integers: result, shape: type.shape)
    }

    private func indices<Number: Comparable>(in elements: [Number], _ shape: Shape) -> [Int64] {
        let view = AxisView(shape, axis: axis)
        var result: [Int64] = []
        for outer in 0..<view.outer {
            for inner in 0..<view.inner {
                let row = (0..<view.size).map { elements[view.offset(outer, $0, inner)] }
                result.append(Int64(indexOfExtremum(row)))
            }
        }
        return result
    }

    /// The first NaN, if there is one: the only number that differs from itself.
    private func indexOfExtremum<Number: Comparable>(_ row: [Number]) -> Int {
        var best = 0
        for (index, value) in row.enumerated() where row[best] == row[best] {
            let isBetter = isMaximum ? value > row[best] : value < row[best]
            if isBetter || value != value { best = index }
        }
        return best
    }
}

extension Tensor {
    /// The index of the greatest element along `axis`, the first of equals, as int64.
    public func argmax(_ axis: Int = -1) -> Tensor { argExtremum(axis, isMaximum: true) }

    /// The index of the least element along `axis`, the first of equals, as int64.
    public func argmin(_ axis: Int = -1) -> Tensor { argExtremum(axis, isMaximum: false) }

    private func argExtremum(_ axis: Int, isMaximum: Bool) -> Tensor {
        withAxis(axis) { Tensor(ArgExtremum(axis: $0, isMaximum: isMaximum), self) }
    }

    /// Calls `body` with `axis` counted from the front.
    func withAxis(_ axis: Int, _ body: (Int) -> Tensor) -> Tensor {
        guard let index = shape.index(ofAxis: axis) else {
            return failing(.axisOutOfRange(axis, in: shape))
        }
        return body(index)
    }
}
