// SPDX-License-Identifier: Apache-2.0
import MartletIR
package import MartletTensor

/// Brings targets to the predictions' element type and number of axes, as Keras does.
package enum TargetAlignment {
    /// Calls `compute` with predictions and targets of one shape and element type.
    ///
    /// Where one has a last axis of size 1 that the other lacks, it is added or taken away.
    /// - Throws: Nothing itself. Fails the enclosing `checking` if the shapes differ.
    package static func compare(
        _ predictions: Tensor, _ targets: Tensor, by name: String,
        _ compute: (_ predictions: Tensor, _ targets: Tensor) -> Tensor
    ) -> Tensor {
        var (predictions, targets) = (predictions, targets.cast(to: predictions.dtype))
        if predictions.rank == targets.rank + 1 {
            (predictions, targets) = matched(longer: predictions, shorter: targets)
        } else if targets.rank == predictions.rank + 1 {
            (targets, predictions) = matched(longer: targets, shorter: predictions)
        }
        guard predictions.shape == targets.shape else {
            return .failed(.targetsDiffer(predictions.shape, targets.shape, by: name))
        }
        return compute(predictions, targets)
    }

    private static func matched(longer: Tensor, shorter: Tensor) -> (Tensor, Tensor) {
        guard longer.shape[-1] == 1 else { return (longer, shorter) }
        if shorter.rank == 1 { return (longer, shorter.expandingDimension(at: -1)) }
        return (longer.squeezed([-1]), shorter)
    }

    /// Calls `compute` with whole-numbered labels, of the predictions' shape without the last axis.
    ///
    /// - Throws: Nothing itself. Fails the enclosing `checking` if the shapes do not fit.
    package static func classify(
        _ predictions: Tensor, _ labels: Tensor, by name: String,
        _ compute: (_ labels: Tensor) -> Tensor
    ) -> Tensor {
        guard predictions.rank >= 1 else {
            return .failed(.labelsDoNotFit(predictions.shape, labels.shape, by: name))
        }
        let expected = Shape(Array(predictions.shape.sizes.dropLast()))
        let isColumn = labels.rank == predictions.rank && labels.shape[-1] == 1
        let labels = isColumn ? labels.squeezed([-1]) : labels
        guard labels.shape == expected else {
            return .failed(.labelsDoNotFit(predictions.shape, labels.shape, by: name))
        }
        // Smaller types cannot count all classes.
        let isWide = labels.dtype == .int32 || labels.dtype == .int64
        return compute(isWide ? labels : labels.cast(to: .int32))
    }
}

extension GraphError {
    static func targetsDiffer(_ predictions: Shape, _ targets: Shape, by name: String) -> GraphError
    {
        let isCategorical = predictions.rank >= 1 && predictions[-1] > 1
        let lacksClasses =
            targets.rank < predictions.rank || (targets.rank >= 1 && targets[-1] == 1)
        return GraphError(
            code: .shapeMismatch, operation: name,
            problem: "the predictions have the shape \(predictions), the targets \(targets)",
            hint: isCategorical && lacksClasses
                ? "use sparse_categorical_crossentropy for labels, or make them one-hot" : nil)
    }

    static func labelsDoNotFit(_ predictions: Shape, _ labels: Shape, by name: String) -> GraphError
    {
        GraphError(
            code: .shapeMismatch, operation: name,
            problem: "the predictions have the shape \(predictions), the labels \(labels)",
            hint: labels == predictions
                ? "use categorical_crossentropy for one-hot targets"
                : "each row of predictions needs one label")
    }
}
