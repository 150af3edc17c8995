// SPDX-License-Identifier: Apache-2.0
import MartletIR

extension Tensor {
    /// The mean of the elements along `axes`; of all elements if `axes` is `nil`.
    public func mean(_ axes: [Int]? = nil, keepingDimensions: Bool = false) -> Tensor {
        let total = sum(axes, keepingDimensions: keepingDimensions)
        return total * (Double(total.shape.count) / Double(Swift.max(shape.count, 1)))
    }

    /// The mean squared distance from the mean along `axes`; the population's, divided by the count.
    public func variance(_ axes: [Int]? = nil, keepingDimensions: Bool = false) -> Tensor {
        let centred = self - mean(axes, keepingDimensions: true)
        return centred.squared().mean(axes, keepingDimensions: keepingDimensions)
    }

    /// The square root of ``variance(_:keepingDimensions:)``.
    public func standardDeviation(_ axes: [Int]? = nil, keepingDimensions: Bool = false) -> Tensor {
        variance(axes, keepingDimensions: keepingDimensions).squareRoot()
    }

    /// Whether any element along `axes` is true.
    public func any(_ axes: [Int]? = nil) -> Tensor { cast(to: .int32).max(axes) .!= 0 }

    /// Whether all elements along `axes` are true.
    public func all(_ axes: [Int]? = nil) -> Tensor { cast(to: .int32).min(axes) .!= 0 }
}
