// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
import MartletIR
public import MartletTensor

/// The cross-entropy of one class among several, with targets given as a number for each class (one-hot).
///
///     L = −Σ t · ln p   along the last axis
///
/// Probabilities made by a softmax are traced back to its argument z: ∂L/∂z = p · Σt − t, without rounding where p is
/// nearly 0. Others are made to add up to 1 and kept 10⁻⁷ away from 0 and 1, as in Keras.
///
/// ## Shapes
/// - predictions and targets: `[batch, …, classes]`
/// - result: `[batch, …]`
public struct CategoricalCrossentropy: Loss {
    /// Whether predictions are logits, not probabilities.
    public var fromLogits: Bool
    /// The part of each target that is spread evenly over all classes.
    public var labelSmoothing: Double

    /// The loss.
    public init(fromLogits: Bool = false, labelSmoothing: Double = 0) {
        self.fromLogits = fromLogits
        self.labelSmoothing = labelSmoothing
        requireValidArguments()
    }

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        CategoricalCrossentropy(),
        .argument(
            "from_logits", \.fromLogits, "Whether predictions are logits, not probabilities."),
        .argument(
            "label_smoothing", \.labelSmoothing, in: 0...1,
            "The part of each target that is spread evenly over all classes."),
        .conventions)

    /// The loss of each example.
    public func callAsFunction(_ predictions: Tensor, _ targets: Tensor) -> Tensor {
        TargetAlignment.compare(predictions, targets, by: Self.className) { predictions, targets in
            guard predictions.rank >= 1 else {
                return .failed(.targetsDiffer(predictions.shape, targets.shape, by: Self.className))
            }
            let targets = smoothed(targets)
            if fromLogits { return entropies(predictions, predictions.softmax(), targets) }
            if let logits = predictions.argument(of: "softmax") {
                return entropies(logits, predictions, targets)
            }
            return -(targets * predictions.normalizedLogProbabilities()).sum([-1])
        }
    }

    private func smoothed(_ targets: Tensor) -> Tensor {
        if labelSmoothing == 0 { return targets }
        return targets * (1 - labelSmoothing) + labelSmoothing / Double(max(targets.shape[-1], 1))
    }

    private func entropies(_ logits: Tensor, _ probabilities: Tensor, _ targets: Tensor) -> Tensor {
        let logarithms = logits.logSoftmax()
        let value = -(targets * logarithms).sum([-1])
        return value.withGradient(by: [logits, targets], meaning: "categorical_crossentropy") {
            seed in
            let seed = seed.expandingDimension(at: -1)
            let total = targets.sum([-1], keepingDimensions: true)
            return [seed * (probabilities * total - targets), -seed * logarithms]
        }
    }
}

extension Loss where Self == CategoricalCrossentropy {
    /// The cross-entropy of one class among several, given as probabilities; targets are one-hot.
    public static var categoricalCrossentropy: Self { CategoricalCrossentropy() }

    /// The cross-entropy of one class among several; targets are one-hot.
    public static func categoricalCrossentropy(fromLogits: Bool = false, labelSmoothing: Double = 0)
        -> Self
    {
        CategoricalCrossentropy(fromLogits: fromLogits, labelSmoothing: labelSmoothing)
    }
}
