// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

/// The mean of differences without their sign.
///
///     L = mean |prediction − target|   along the last axis
///
/// ## Shapes
/// - predictions and targets: `[batch, …, outputs]`; `[batch]` stands for `[batch, 1]`
/// - result: `[batch, …]`
public struct MeanAbsoluteError: Loss {
    /// The loss.
    public init() {}

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        MeanAbsoluteError(), .conventions)

    /// The loss of each example.
    public func callAsFunction(_ predictions: Tensor, _ targets: Tensor) -> Tensor {
        TargetAlignment.compare(predictions, targets, by: Self.className) { predictions, targets in
            (predictions - targets).absolute().meanOfLastAxis()
        }
    }
}

extension Loss where Self == MeanAbsoluteError {
    /// The mean of differences without their sign.
    public static var meanAbsoluteError: Self { MeanAbsoluteError() }
}
