// SPDX-License-Identifier: Apache-2.0
import MartletFormats
public import MartletNN
public import MartletTensor

/// A number that tells how good predictions are: the weighted mean of one number per example.
public struct Metric: Sendable {
    /// What it is called in histories and on the command line: `accuracy`.
    public let name: String
    /// Whether a smaller value is a better one.
    public let isLoss: Bool
    /// From predictions `[batch, …]` and targets to one number per example.
    public let values: @Sendable (_ predictions: Tensor, _ targets: Tensor) -> Tensor
    /// What files hold of it, besides its name; `nil` for a closure.
    let rule: (any Configurable)?

    /// A metric of your own, in a closure; files hold its name alone.
    public init(
        _ name: String, isLoss: Bool = false,
        values: @escaping @Sendable (_ predictions: Tensor, _ targets: Tensor) -> Tensor
    ) {
        self.name = name
        self.isLoss = isLoss
        self.values = values
        rule = nil
    }

    /// A metric that files can hold, called as its class unless a name is given.
    public init(_ rule: some MetricRule, name: String? = nil) {
        self.name = name ?? ClassNaming.words(of: type(of: rule).className)
        isLoss = false
        values = { rule.values($0, $1) }
        self.rule = rule
    }

    /// A loss, measured without being trained on.
    public init(_ loss: any Loss, name: String? = nil) {
        self.name = name ?? ClassNaming.words(of: type(of: loss).className)
        isLoss = true
        values = { loss($0, $1) }
        rule = loss
    }
}

extension Metric {
    /// The part of predictions that are right, in the form that fits the shapes, as Keras chooses it.
    public static var accuracy: Metric { Metric(Accuracy()) }

    /// The part of yes-or-no answers that are right; a number above ½ counts as yes.
    public static var binaryAccuracy: Metric { Metric(BinaryAccuracy()) }

    /// The part of yes-or-no answers that are right; a number above the threshold counts as yes.
    public static func binaryAccuracy(threshold: Double) -> Metric {
        Metric(BinaryAccuracy(threshold: threshold))
    }

    /// The part of examples whose greatest prediction is at the place of the greatest target.
    public static var categoricalAccuracy: Metric { Metric(CategoricalAccuracy()) }

    /// The part of examples whose greatest prediction is at the place that the label names.
    public static var sparseCategoricalAccuracy: Metric { Metric(SparseCategoricalAccuracy()) }

    /// The mean of squared differences.
    public static var meanSquaredError: Metric { Metric(MeanSquaredError()) }

    /// The mean of differences without their sign.
    public static var meanAbsoluteError: Metric { Metric(MeanAbsoluteError()) }

    /// A loss, measured without being trained on.
    public static func loss(_ name: String, _ loss: any Loss) -> Metric { Metric(loss, name: name) }
}
