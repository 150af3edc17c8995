// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
import MartletIR
import MartletNN
public import MartletTensor

/// The part of yes-or-no answers that are right.
public struct BinaryAccuracy: MetricRule {
    /// A number above it counts as yes.
    public var threshold: Double

    /// The metric.
    public init(threshold: Double = 0.5) {
        self.threshold = threshold
        requireValidArguments()
    }

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        BinaryAccuracy(),
        .argument("threshold", \.threshold, "A number above it counts as yes."), .ignored("name"))

    /// One number per example.
    public func values(_ predictions: Tensor, _ targets: Tensor) -> Tensor {
        TargetAlignment.compare(predictions, targets, by: "binary_accuracy") {
            predictions, targets in
            let answers = (predictions .> threshold).cast(to: targets.dtype)
            let isRight = (answers .== targets).cast(to: predictions.dtype)
            guard isRight.rank > 1 else { return isRight }
            return isRight.shape[-1] == 1 ? isRight.squeezed([-1]) : isRight.mean([-1])
        }
    }
}
