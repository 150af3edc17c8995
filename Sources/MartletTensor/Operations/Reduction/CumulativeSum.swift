// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// The sums of all elements up to each one along an axis.
package struct CumulativeSum: Primitive {
    package static let name = "cumulative_sum"
    package let axis: Int
    package let isReversed: Bool

    package init(axis: Int, isReversed: Bool) {
        self.axis = axis
        self.isReversed = isReversed
    }

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        let type = try operands.onlyNumeric()
        guard type.shape.sizes.indices.contains(axis) else {
            throw .axisOutOfRange(axis, in: type.shape)
        }
        return type
    }

    package func gradients(in context: GradientContext) -> [Tensor?] {
        [Tensor(CumulativeSum(axis: axis, isReversed: !isReversed), context.seed)]
    }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor {
        if type.dtype.isFloating {
            let result = accumulated(operands[0].doubles, type.shape, +)
            return HostTensor(result, shape: type.shape, dtype: type.dtype)
        }
        let result = accumulated(operands[0].integers, type.shape, &+)
        return HostTensor(integers: result, shape: type.shape, dtype: type.dtype)
    }

    private func accumulated<Number>(
        _ elements: [Number], _ shape: Shape, _ add: (Number, Number) -> Number
    ) -> [Number] {
        let view = AxisView(shape, axis: axis)
        var result = elements
        for outer in 0..<view.outer {
            for inner in 0..<view.inner {
                for step in 1..<Swift.max(view.size, 1) {
                    let position = isReversed ? view.size - 1 - step : step
                    let before = view.offset(outer, isReversed ? position + 1 : position - 1, inner)
                    let here = view.offset(outer, position, inner)
                    result[here] = add(result[before], elements[here])
                }
            }
        }
        return result
    }
}

extension Tensor {
    /// The sums of all elements up to and including each one along `axis`; from the end if `reversed`.
    public func cumulativeSum(_ axis: Int, reversed: Bool = false) -> Tensor {
        withAxis(axis) { Tensor(CumulativeSum(axis: $0, isReversed: reversed), self) }
    }
}
