// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// The greatest element along axes; NaN if there is one, the least that the type holds if there is nothing.
package struct ReduceMaximum: Reduction {
    package static let name = "reduce_max"
    package let axes: [Int]

    package init(axes: [Int]) { self.axes = axes }

    package func fold(_ elements: [Double]) -> Double {
        elements.reduce(-.infinity, Maximum().compute)
    }
    package func fold(_ elements: [Int64], in range: ClosedRange<Int64>) -> Int64 {
        elements.max() ?? range.lowerBound
    }

    package func gradients(in context: GradientContext) -> [Tensor?] {
        [context.sharedAmongExtrema(axes)]
    }
}

/// The least element along axes; NaN if there is one, the greatest that the type holds if there is nothing.
package struct ReduceMinimum: Reduction {
    package static let name = "reduce_min"
    package let axes: [Int]

    package init(axes: [Int]) { self.axes = axes }

    package func fold(_ elements: [Double]) -> Double {
        elements.reduce(.infinity, Minimum().compute)
    }
    package func fold(_ elements: [Int64], in range: ClosedRange<Int64>) -> Int64 {
        elements.min() ?? range.upperBound
    }

    package func gradients(in context: GradientContext) -> [Tensor?] {
        [context.sharedAmongExtrema(axes)]
    }
}

extension GradientContext {
    /// The seed, in equal parts to all elements that equal the extremum.
    fileprivate func sharedAmongExtrema(_ axes: [Int]) -> Tensor {
        let isExtremum = (x .== result.restored(axes, to: x.shape)).cast(to: x.dtype)
        let share = (seed / isExtremum.sum(axes)).restored(axes, to: x.shape)
        return isExtremum * share
    }
}

extension Tensor {
    /// The greatest element along `axes`; of all elements if `axes` is `nil`.
    public func max(_ axes: [Int]? = nil, keepingDimensions: Bool = false) -> Tensor {
        reduced(axes, keepingDimensions: keepingDimensions) { ReduceMaximum(axes: $0) }
    }

    /// The least element along `axes`; of all elements if `axes` is `nil`.
    public func min(_ axes: [Int]? = nil, keepingDimensions: Bool = false) -> Tensor {
        reduced(axes, keepingDimensions: keepingDimensions) { ReduceMinimum(axes: $0) }
    }
}
