// SPDX-License-Identifier: Apache-2.0
import MartletIR

extension Tensor {
    /// The mean of the elements along `axes`; of all elements if `axes` is `nil`.
    ///
    /// The mean of nothing is NaN.
    public func mean(_ axes: [Int]? = nil, keepingDimensions: Bool = false) -> Tensor {
        guard dtype.isFloating else { return failing(.meanNeedsFloating(type)) }
        return sum(axes, keepingDimensions: keepingDimensions).shared(along: axes, of: shape)
    }

    /// The mean squared distance from the mean along `axes`; the population's, divided by the count.
    public func variance(_ axes: [Int]? = nil, keepingDimensions: Bool = false) -> Tensor {
        guard dtype.isFloating else { return failing(.meanNeedsFloating(type)) }
        return squaredDeviations(axes, keepingDimensions: keepingDimensions)
            .shared(along: axes, of: shape)
    }

    /// Sums along axes of a shape, divided by how many elements each has.
    private func shared(along axes: [Int]?, of shape: Shape) -> Tensor {
        guard let reduced = try? shape.normalized(axes: axes) else { return self }
        let count = reduced.map { shape.sizes[$0] }.reduce(1, *)
        return count == 1 ? self : self * (1 / Double(count))
    }

    /// The square root of ``variance(_:keepingDimensions:)``.
    public func standardDeviation(_ axes: [Int]? = nil, keepingDimensions: Bool = false) -> Tensor {
        variance(axes, keepingDimensions: keepingDimensions).squareRoot()
    }

    /// Whether any element along `axes` is true.
    public func any(_ axes: [Int]? = nil) -> Tensor { truths.max(axes) .> 0 }

    /// Whether all elements along `axes` are true.
    public func all(_ axes: [Int]? = nil) -> Tensor { truths.min(axes) .> 0 }

    /// 1 where an element is not 0, as a type that has a maximum.
    private var truths: Tensor { cast(to: .bool).cast(to: .int32) }
}

extension GraphError {
    fileprivate static func meanNeedsFloating(_ type: TensorType) -> GraphError {
        GraphError(
            code: .typeMismatch, operation: "mean", problem: "needs a floating type, got \(type)",
            hint: "convert it: x.cast(to: .float32)")
    }
}
