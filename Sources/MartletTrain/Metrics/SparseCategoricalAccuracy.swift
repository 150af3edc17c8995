// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
import MartletNN
public import MartletTensor

/// The part of examples whose greatest prediction is at the place that the label names.
public struct SparseCategoricalAccuracy: MetricRule {
    /// The metric.
    public init() {}

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        SparseCategoricalAccuracy(), .ignored("name"))

    /// One number per example.
    public func values(_ predictions: Tensor, _ targets: Tensor) -> Tensor {
        TargetAlignment.classify(predictions, targets, by: "sparse_categorical_accuracy") {
            labels in
            (predictions.argmax().cast(to: labels.dtype) .== labels).cast(to: predictions.dtype)
        }
    }
}
