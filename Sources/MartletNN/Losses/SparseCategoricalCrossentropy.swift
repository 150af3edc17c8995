// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
import MartletIR
public import MartletTensor

/// The cross-entropy of one class among several, with targets given as the number of the class.
///
///     L = −ln p[label]
///
/// Probabilities made by a softmax are traced back to its argument z: `L = ln Σ eᶻ − z[label]`, which cannot overflow,
/// with ∂L/∂z = p − onehot(label). Others are made to add up to 1 and kept 10⁻⁷ away from 0 and 1, as in Keras.
///
/// ## Shapes
/// - predictions: `[batch, …, classes]`
/// - targets: `[batch, …]` or `[batch, …, 1]`, whole numbers from 0 to classes − 1
/// - result: `[batch, …]`
public struct SparseCategoricalCrossentropy: Loss {
    /// Whether predictions are logits, not probabilities.
    public var fromLogits: Bool
    /// A label that does not count, such as one for "unknown".
    public var ignoreClass: Int?

    /// The loss.
    public init(fromLogits: Bool = false, ignoreClass: Int? = nil) {
        self.fromLogits = fromLogits
        self.ignoreClass = ignoreClass
        requireValidArguments()
    }

    /// Targets are labels.
    public var takesLabels: Bool { true }

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        SparseCategoricalCrossentropy(),
        .argument(
            "from_logits", \.fromLogits, "Whether predictions are logits, not probabilities."),
        .argument(
            "ignore_class", \.ignoreClass,
            "A label that does not count, such as one for \"unknown\"."),
        .conventions)

    /// The loss of each example.
    public func callAsFunction(_ predictions: Tensor, _ targets: Tensor) -> Tensor {
        TargetAlignment.classify(predictions, targets, by: Self.className) { labels in
            let isTarget = labels.oneHot(classes: predictions.shape[-1], dtype: predictions.dtype)
            let losses = entropies(predictions, isTarget)
            guard let ignoreClass else { return losses }
            return Self.withoutIgnored(losses, labels .!= Double(ignoreClass))
        }
    }

    private func entropies(_ predictions: Tensor, _ isTarget: Tensor) -> Tensor {
        if fromLogits { return Self.entropies(predictions, predictions.softmax(), isTarget) }
        if let logits = predictions.argument(of: "softmax") {
            return Self.entropies(logits, predictions, isTarget)
        }
        return -(isTarget * predictions.normalizedLogProbabilities()).sum([-1])
    }

    private static func entropies(_ logits: Tensor, _ probabilities: Tensor, _ isTarget: Tensor)
        -> Tensor
    {
        let shifted = logits - logits.max([-1], keepingDimensions: true)
        let value = shifted.exp().sum([-1]).log() - (isTarget * shifted).sum([-1])
        return value.withGradient(by: [logits], meaning: "sparse_categorical_crossentropy") {
            seed in
            [seed.expandingDimension(at: -1) * (probabilities - isTarget)]
        }
    }

    /// The losses that count, scaled so that the mean over all is the mean over them.
    private static func withoutIgnored(_ losses: Tensor, _ counts: Tensor) -> Tensor {
        let number = counts.cast(to: losses.dtype).sum()
        let weight = Double(losses.shape.count) / Tensor.maximum(number, 1)
        return Tensor.select(counts, losses * weight, .zeros(like: losses))
    }
}

extension Loss where Self == SparseCategoricalCrossentropy {
    /// The cross-entropy of one class among several, given as probabilities; targets are labels.
    public static var sparseCategoricalCrossentropy: Self { SparseCategoricalCrossentropy() }

    /// The cross-entropy of one class among several; targets are labels.
    public static func sparseCategoricalCrossentropy(
        fromLogits: Bool = false, ignoreClass: Int? = nil
    ) -> Self {
        SparseCategoricalCrossentropy(fromLogits: fromLogits, ignoreClass: ignoreClass)
    }
}
