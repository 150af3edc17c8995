// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
import MartletNN
public import MartletTensor

/// The part of examples whose greatest prediction is at the place of the greatest target.
public struct CategoricalAccuracy: MetricRule {
    /// The metric.
    public init() {}

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        CategoricalAccuracy(), .ignored("name"))

    /// One number per example.
    public func values(_ predictions: Tensor, _ targets: Tensor) -> Tensor {
        TargetAlignment.compare(predictions, targets, by: "categorical_accuracy") {
            predictions, targets in
            (predictions.argmax() .== targets.argmax()).cast(to: predictions.dtype)
        }
    }
}
