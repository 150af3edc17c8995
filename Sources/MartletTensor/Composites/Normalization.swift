// SPDX-License-Identifier: Apache-2.0

extension Tensor {
    /// The elements moved and scaled to mean 0 and variance 1 along `axes`.
    ///
    ///     y = (x − mean x) / √(variance x + ε)
    public func normalized(_ axes: [Int], epsilon: Double) -> Tensor {
        let centred = self - mean(axes, keepingDimensions: true)
        let variance = centred.squared().mean(axes, keepingDimensions: true)
        return centred * (variance + epsilon).reciprocalSquareRoot()
    }
}
