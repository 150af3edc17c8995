// SPDX-License-Identifier: Apache-2.0

extension Tensor {
    /// The elements moved and scaled to mean 0 and variance 1 along `axes`.
    ///
    ///     y = (x − mean x) / √(variance x + ε)
    ///
    /// Gradient: ∂L/∂x = (g − mean g − y · mean (g · y)) / √(variance x + ε), with g = ∂L/∂y.
    public func normalized(_ axes: [Int], epsilon: Double) -> Tensor {
        normalizedWithStatistics(axes, epsilon: epsilon).result
    }

    /// As ``normalized(_:epsilon:)``, with the mean and the variance, whose axes stay with size 1.
    package func normalizedWithStatistics(_ axes: [Int], epsilon: Double)
        -> (result: Tensor, mean: Tensor, variance: Tensor)
    {
        let mean = mean(axes, keepingDimensions: true)
        let variance = variance(axes, keepingDimensions: true)
        let scale = (variance + epsilon).reciprocalSquareRoot()
        let value = (self - mean) * scale
        let result = value.withGradient(by: [self], meaning: "normalized") { seed in
            let shared = seed.mean(axes, keepingDimensions: true)
            let along = (seed * value).mean(axes, keepingDimensions: true)
            return [(seed - shared - value * along) * scale]
        }
        return (result, mean, variance)
    }
}
