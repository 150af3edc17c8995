// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

/// How wrong predictions are: one number per example, of which training reduces the mean.
public protocol Loss: Configurable {
    /// The loss of each example: `[batch]`, or `[batch, …]` for predictions with more axes.
    ///
    /// - Parameters:
    ///   - predictions: What the network says, `[batch, …]`.
    ///   - targets: What is true; of the predictions' element type, or whole numbers for labels.
    /// - Returns: One number for each example.
    func callAsFunction(_ predictions: Tensor, _ targets: Tensor) -> Tensor

    /// Whether targets are labels (whole numbers) instead of one number per output; false if not said.
    var takesLabels: Bool { get }
}

extension Loss {
    /// Targets have one number per output.
    public var takesLabels: Bool { false }
}

extension SchemaEntry where Root: Loss {
    /// Keras' arguments that all losses have, of which only one value has a meaning here.
    public static var conventions: Self {
        Self(
            .fixed("reduction", "sum_over_batch_size", "mean"),
            .fixed("axis", -1, hint: "classes lie along the last axis"), .ignored("name"))
    }
}
