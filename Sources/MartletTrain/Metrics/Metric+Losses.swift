// SPDX-License-Identifier: Apache-2.0
public import MartletNN

extension Metric {
    /// A loss, measured without being trained on.
    public static func loss(_ name: String, _ loss: any Loss) -> Metric {
        Metric(name, isLoss: true) { loss($0, $1) }
    }

    /// The mean of squared differences.
    public static var meanSquaredError: Metric { loss("mean_squared_error", MeanSquaredError()) }

    /// The mean of differences without their sign.
    public static var meanAbsoluteError: Metric { loss("mean_absolute_error", MeanAbsoluteError()) }
}
