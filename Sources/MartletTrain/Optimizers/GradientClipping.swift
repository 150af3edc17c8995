// SPDX-License-Identifier: Apache-2.0
import MartletTensor

extension OptimizerOptions {
    /// The gradients within the bounds: of their norms, or of the norm of all together, or of their elements.
    ///
    /// Source: Pascanu, Mikolov & Bengio, "On the difficulty of training recurrent neural networks", 2013.
    func clipped(_ gradients: [Tensor]) -> [Tensor] {
        if let clipNorm { return gradients.map { Self.shortened($0, to: clipNorm) } }
        if let globalClipNorm { return Self.shortened(gradients, to: globalClipNorm) }
        if let clipValue {
            return gradients.map { Tensor.minimum(Tensor.maximum($0, -clipValue), clipValue) }
        }
        return gradients
    }

    private static func shortened(_ gradient: Tensor, to bound: Double) -> Tensor {
        let norm = gradient.squared().sum().squareRoot()
        return gradient * (bound / Tensor.maximum(norm, bound))
    }

    private static func shortened(_ gradients: [Tensor], to bound: Double) -> [Tensor] {
        let squares = gradients.map { $0.squared().sum() }
        guard let first = squares.first else { return [] }
        let norm = squares.dropFirst().reduce(first) { $0 + $1 }.squareRoot()
        let factor = bound / Tensor.maximum(norm, bound)
        return gradients.map { $0 * factor }
    }
}
