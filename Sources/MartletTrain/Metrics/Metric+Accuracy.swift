// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletNN
import MartletTensor

extension Metric {
    /// The part of predictions that are right, in the form that fits the shapes, as Keras chooses it.
    ///
    /// One output per example: ``binaryAccuracy``; labels: ``sparseCategoricalAccuracy``; else
    /// ``categoricalAccuracy``.
    public static var accuracy: Metric {
        Metric("accuracy") { predictions, targets in
            let form: Metric
            if predictions.rank <= 1 || predictions.shape[-1] == 1 {
                form = .binaryAccuracy
            } else if targets.rank < predictions.rank || targets.shape[-1] == 1 {
                form = .sparseCategoricalAccuracy
            } else {
                form = .categoricalAccuracy
            }
            return form.values(predictions, targets)
        }
    }

    /// The part of yes-or-no answers that are right; a number above ½ counts as yes.
    public static var binaryAccuracy: Metric { binaryAccuracy(threshold: 0.5) }

    /// The part of yes-or-no answers that are right; a number above the threshold counts as yes.
    public static func binaryAccuracy(threshold: Double) -> Metric {
        Metric("binary_accuracy") { predictions, targets in
            TargetAlignment.compare(predictions, targets, by: "binary_accuracy") {
                predictions, targets in
                let answers = (predictions .> threshold).cast(to: targets.dtype)
                let isRight = (answers .== targets).cast(to: predictions.dtype)
                guard isRight.rank > 1 else { return isRight }
                return isRight.shape[-1] == 1 ? isRight.squeezed([-1]) : isRight.mean([-1])
            }
        }
    }

    /// The part of examples whose greatest prediction is at the place of the greatest target.
    public static var categoricalAccuracy: Metric {
        Metric("categorical_accuracy") { predictions, targets in
            TargetAlignment.compare(predictions, targets, by: "categorical_accuracy") {
                predictions, targets in
                (predictions.argmax() .== targets.argmax()).cast(to: predictions.dtype)
            }
        }
    }

    /// The part of examples whose greatest prediction is at the place that the label names.
    public static var sparseCategoricalAccuracy: Metric {
        Metric("sparse_categorical_accuracy") { predictions, targets in
            TargetAlignment.classify(predictions, targets, by: "sparse_categorical_accuracy") {
                labels in
                (predictions.argmax().cast(to: labels.dtype) .== labels)
                    .cast(to: predictions.dtype)
            }
        }
    }
}
