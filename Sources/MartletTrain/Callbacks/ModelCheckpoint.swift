// SPDX-License-Identifier: Apache-2.0
public import MartletFormats

/// Saves the model after each epoch, or only when a metric has improved.
///
/// `{epoch}` in the path stands for the number of the epoch, and `{val_loss}` and the like for what was measured.
public struct ModelCheckpoint: FileWriter, Configurable {
    /// Where to; `{epoch}` and names of metrics in braces are replaced.
    public var path: String
    /// What tells which epoch is best.
    public internal(set) var monitored: MonitoredMetric
    /// Whether only epochs that improve on all before are saved.
    public internal(set) var savesBestOnly: Bool

    /// Saves to `path`; `metric` tells which epoch is best.
    public init(
        to path: String, monitoring metric: String = "val_loss", savesBestOnly: Bool = false,
        direction: MonitoredMetric.Direction = .automatic
    ) {
        self.path = path
        self.savesBestOnly = savesBestOnly
        monitored = MonitoredMetric(metric, direction: direction)
        requireValidArguments()
    }

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        ModelCheckpoint(to: "model"),
        .required(
            "filepath", \.path,
            "Where to; `{epoch}` and names of metrics in braces are replaced."),
        .filePath("filepath"), .including(\.monitored, MonitoredMetric.entries),
        .argument(
            "save_best_only", \.savesBestOnly,
            "Whether only epochs that improve on all before are saved."),
        .argument(
            "initial_value_threshold", \.monitored.baseline, "A value that must be beaten first."),
        .fixed("save_weights_only", false), .fixed("save_freq", "epoch"), .ignored("verbose"))

    /// Saves the model.
    ///
    /// - Throws: `DataError` if the file cannot be written, `ConfigurationError` if the metric is not measured.
    public mutating func epochDidEnd(_ epoch: EpochReport, control: TrainingControl) throws {
        if savesBestOnly {
            guard let value = epoch[monitored.name] else {
                throw CallbackError.unknownMetric(
                    monitored.name, in: epoch, callback: "ModelCheckpoint")
            }
            guard monitored.improves(with: value) else { return }
        }
        try control.save(to: filled(path, epoch))
    }

    /// Numbers of epochs have two digits and measurements four decimals, as Keras' examples have them.
    private func filled(_ path: String, _ epoch: EpochReport) -> String {
        let number = epoch.epoch < 10 ? "0\(epoch.epoch)" : "\(epoch.epoch)"
        var result = path.replacing("{epoch}", with: number)
        for (name, value) in epoch.values {
            result = result.replacing("{\(name)}", with: Decimal4.text(value))
        }
        return result
    }
}

/// A number with four decimals.
enum Decimal4 {
    static func text(_ value: Double) -> String {
        guard value.isFinite, value.magnitude < 1e12 else { return "\(value)" }
        let scaled = Int64((value.magnitude * 10_000).rounded())
        let fraction = String(10_000 + scaled % 10_000).dropFirst()
        return "\(value < 0 ? "-" : "")\(scaled / 10_000).\(fraction)"
    }
}
