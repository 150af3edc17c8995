// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

/// The cross-entropy of yes-or-no answers.
///
///     L = −mean (t · ln p + (1 − t) · ln (1 − p))   along the last axis
///
/// Probabilities made by a sigmoid are traced back to its argument z: `L = mean (max(z, 0) − z·t + ln(1 + e^−|z|))`,
/// which cannot overflow, with ∂L/∂z = (σ(z) − t) / outputs. Others are kept 10⁻⁷ away from 0 and 1, as in Keras.
///
/// ## Shapes
/// - predictions and targets: `[batch, …, outputs]`; `[batch]` stands for `[batch, 1]`
/// - result: `[batch, …]`
public struct BinaryCrossentropy: Loss {
    /// Whether predictions are logits, not probabilities.
    public var fromLogits: Bool
    /// How far targets are moved from 0 and 1 towards ½: by half of this.
    public var labelSmoothing: Double

    /// The loss.
    public init(fromLogits: Bool = false, labelSmoothing: Double = 0) {
        self.fromLogits = fromLogits
        self.labelSmoothing = labelSmoothing
        requireValidArguments()
    }

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        BinaryCrossentropy(),
        .argument(
            "from_logits", \.fromLogits, "Whether predictions are logits, not probabilities."),
        .argument(
            "label_smoothing", \.labelSmoothing, in: 0...1,
            "How far targets are moved from 0 and 1 towards ½: by half of this."),
        .conventions)

    /// The loss of each example.
    public func callAsFunction(_ predictions: Tensor, _ targets: Tensor) -> Tensor {
        let logits = fromLogits ? predictions : predictions.sigmoidArgument
        return TargetAlignment.compare(logits ?? predictions, targets, by: Self.className) {
            input, targets in
            let targets = smoothed(targets)
            let entropies =
                logits == nil ? entropies(input, targets) : entropies(logits: input, targets)
            return entropies.meanOfLastAxis()
        }
    }

    private func smoothed(_ targets: Tensor) -> Tensor {
        labelSmoothing == 0 ? targets : targets * (1 - labelSmoothing) + 0.5 * labelSmoothing
    }

    private func entropies(_ probabilities: Tensor, _ targets: Tensor) -> Tensor {
        let p = probabilities.clippedProbabilities()
        return -(targets * p.log() + (1 - targets) * (1 - p).log())
    }

    private func entropies(logits: Tensor, _ targets: Tensor) -> Tensor {
        let value = logits.relu() - logits * targets + (-logits.absolute()).exp().logOnePlus()
        return value.withGradient(by: [logits, targets], meaning: "binary_crossentropy") { seed in
            [seed * (logits.sigmoid() - targets), -seed * logits]
        }
    }
}

extension Loss where Self == BinaryCrossentropy {
    /// The cross-entropy of yes-or-no answers, given as probabilities.
    public static var binaryCrossentropy: Self { BinaryCrossentropy() }

    /// The cross-entropy of yes-or-no answers.
    public static func binaryCrossentropy(fromLogits: Bool = false, labelSmoothing: Double = 0)
        -> Self
    {
        BinaryCrossentropy(fromLogits: fromLogits, labelSmoothing: labelSmoothing)
    }
}
