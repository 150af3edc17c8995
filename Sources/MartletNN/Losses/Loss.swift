// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

/// How wrong predictions are: one number per example, of which training reduces the mean.
public protocol Loss: Sendable {
    /// Keras' name of the class, such as `SparseCategoricalCrossentropy`.
    static var className: String { get }

    /// The loss of each example: `[batch]`, or `[batch, …]` for predictions with more axes.
    ///
    /// - Parameters:
    ///   - predictions: What the network says, `[batch, …]`.
    ///   - targets: What is true; of the predictions' element type, or whole numbers for labels.
    /// - Returns: One number for each example.
    func callAsFunction(_ predictions: Tensor, _ targets: Tensor) -> Tensor

    /// Whether targets are labels (whole numbers) instead of one number per output.
    var takesLabels: Bool { get }

    /// The arguments under Keras' names.
    var configuration: JSONObject { get }
}
