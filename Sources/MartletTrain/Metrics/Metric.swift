// SPDX-License-Identifier: Apache-2.0
import MartletNN
public import MartletTensor

/// A number that tells how good predictions are: the weighted mean of one number per example.
public struct Metric: Sendable {
    /// What it is called in histories and on the command line: `accuracy`.
    public let name: String
    /// Whether a smaller value is a better one.
    public let isLoss: Bool
    /// From predictions `[batch, …]` and targets to one number per example.
    public let values: @Sendable (_ predictions: Tensor, _ targets: Tensor) -> Tensor

    /// A metric of your own.
    public init(
        _ name: String, isLoss: Bool = false,
        values: @escaping @Sendable (_ predictions: Tensor, _ targets: Tensor) -> Tensor
    ) {
        self.name = name
        self.isLoss = isLoss
        self.values = values
    }
}
