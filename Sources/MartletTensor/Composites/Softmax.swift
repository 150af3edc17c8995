// SPDX-License-Identifier: Apache-2.0
import MartletIR

extension Tensor {
    /// Positive numbers that add up to 1 along `axis`, in proportion to eˣ.
    ///
    ///     y = exp(x − max x) / Σ exp(x − max x)
    ///
    /// Gradient: ∂L/∂x = y · (∂L/∂y − Σ y · ∂L/∂y).
    public func softmax(_ axis: Int = -1) -> Tensor {
        let shifted = (self - max([axis], keepingDimensions: true)).exp()
        // At least 1, so that one division for each sum is as good as one for each element.
        let value = shifted * (1 / shifted.sum([axis], keepingDimensions: true))
        // Losses look for the softmax along the last axis, by this name.
        let isLast = shape.index(ofAxis: axis) == rank - 1
        let meaning = isLast ? "softmax" : "softmax along axis \(axis)"
        return value.withGradient(by: [self], meaning: meaning) { seed in
            let weighted = seed * value
            return [weighted - value * weighted.sum([axis], keepingDimensions: true)]
        }
    }

    /// The logarithm of ``softmax(_:)``, exact where that is nearly 0.
    ///
    /// Gradient: ∂L/∂x = ∂L/∂y − eʸ · Σ ∂L/∂y.
    public func logSoftmax(_ axis: Int = -1) -> Tensor {
        let shifted = self - max([axis], keepingDimensions: true)
        let value = shifted - shifted.exp().sum([axis], keepingDimensions: true).log()
        return value.withGradient(by: [self], meaning: "log_softmax") { seed in
            [seed - value.exp() * seed.sum([axis], keepingDimensions: true)]
        }
    }

    /// ln Σ eˣ along `axes`, without overflow.
    ///
    /// Gradient: ∂L/∂x = ∂L/∂y · softmax(x).
    public func logSumExp(_ axes: [Int]? = nil, keepingDimensions: Bool = false) -> Tensor {
        let greatest = max(axes, keepingDimensions: true)
        let kept = (self - greatest).exp().sum(axes, keepingDimensions: true).log() + greatest
        let input = self
        let value = kept.withGradient(by: [self], meaning: "log_sum_exp") { seed in
            [seed * (input - kept).exp()]
        }
        if keepingDimensions { return value }
        return value.sum(axes)
    }
}
