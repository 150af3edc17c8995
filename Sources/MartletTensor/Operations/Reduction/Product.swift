// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// The product along axes.
package struct Product: Reduction {
    package static let name = "product"
    package let axes: [Int]

    package init(axes: [Int]) { self.axes = axes }

    package func fold(_ elements: [Double]) -> Double { elements.reduce(1, *) }
    package func fold(_ elements: [Int64], in range: ClosedRange<Int64>) -> Int64 {
        elements.reduce(1, &*)
    }

    /// ∂∏x/∂xᵢ = ∏x / xᵢ; where one element is 0, only it has a gradient: the product of the others.
    package func gradients(in context: GradientContext) -> [Tensor?] {
        let x = context.x
        let isZero = x .== 0
        let zeros = isZero.cast(to: x.dtype).sum(axes).restored(axes, to: x.shape)
        let safe = Tensor.select(isZero, .ones(like: x), x)
        let others = safe.product(axes).restored(axes, to: x.shape)
        let zero = Tensor.zeros(like: x)
        let atZero = Tensor.select(zeros .== 1, others, zero)
        let elsewhere = Tensor.select(zeros .== 0, others / safe, zero)
        let seed = context.seed.restored(axes, to: x.shape)
        return [seed * Tensor.select(isZero, atZero, elsewhere)]
    }
}

extension Tensor {
    /// The product of the elements along `axes`; of all elements if `axes` is `nil`.
    public func product(_ axes: [Int]? = nil, keepingDimensions: Bool = false) -> Tensor {
        reduced(axes, keepingDimensions: keepingDimensions) { Product(axes: $0) }
    }
}
