// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
import MartletIR
import MartletNN
public import MartletTensor

/// The part of predictions that are right, in the form that fits the shapes, as Keras chooses it.
///
/// One output per example: ``BinaryAccuracy``; labels: ``SparseCategoricalAccuracy``; else ``CategoricalAccuracy``.
public struct Accuracy: MetricRule {
    /// The metric.
    public init() {}

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        Accuracy(), .ignored("name"))

    /// One number per example.
    public func values(_ predictions: Tensor, _ targets: Tensor) -> Tensor {
        if predictions.rank <= 1 || predictions.shape[-1] == 1 {
            return BinaryAccuracy().values(predictions, targets)
        }
        if targets.rank < predictions.rank || targets.shape[-1] == 1 {
            return SparseCategoricalAccuracy().values(predictions, targets)
        }
        return CategoricalAccuracy().values(predictions, targets)
    }
}
