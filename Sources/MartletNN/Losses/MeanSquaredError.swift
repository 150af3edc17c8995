// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

/// The mean of squared differences.
///
///     L = mean (prediction − target)²   along the last axis
///
/// ## Shapes
/// - predictions and targets: `[batch, …, outputs]`; `[batch]` stands for `[batch, 1]`
/// - result: `[batch, …]`
public struct MeanSquaredError: Loss {
    /// The loss.
    public init() {}

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        MeanSquaredError(), .conventions)

    /// The loss of each example.
    public func callAsFunction(_ predictions: Tensor, _ targets: Tensor) -> Tensor {
        TargetAlignment.compare(predictions, targets, by: Self.className) { predictions, targets in
            (predictions - targets).squared().meanOfLastAxis()
        }
    }
}

extension Loss where Self == MeanSquaredError {
    /// The mean of squared differences.
    public static var meanSquaredError: Self { MeanSquaredError() }
}
