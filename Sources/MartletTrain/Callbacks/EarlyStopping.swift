// SPDX-License-Identifier: Apache-2.0
public import MartletFormats

/// Stops training when a metric has not improved for some epochs.
///
/// A NaN counts as no gain.
public struct EarlyStopping: Callback, Configurable {
    /// What is watched, and its best value.
    public internal(set) var monitored: MonitoredMetric
    /// Epochs without gain after which training stops; 0 stops at the first.
    public internal(set) var patience: Int
    /// Whether the model ends with the parameters of its best epoch.
    public internal(set) var restoresBestParameters: Bool
    /// Epochs before the watch begins.
    public internal(set) var startFromEpoch: Int
    private var epochsWithoutGain = 0

    /// Watches `metric`; gains that are not larger than `minimumGain` do not count, nor values that do not beat `baseline`.
    public init(
        monitoring metric: String = "val_loss", minimumGain: Double = 0, patience: Int = 0,
        direction: MonitoredMetric.Direction = .automatic, baseline: Double? = nil,
        restoresBestParameters: Bool = false, startFromEpoch: Int = 0
    ) {
        monitored = MonitoredMetric(
            metric, direction: direction, minimumGain: minimumGain, baseline: baseline)
        (self.patience, self.startFromEpoch) = (patience, startFromEpoch)
        self.restoresBestParameters = restoresBestParameters
        requireValidArguments()
    }

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        EarlyStopping(), .including(\.monitored, MonitoredMetric.entries),
        .argument(
            "min_delta", \.monitored.minimumGain, "Gains that are not larger do not count."),
        .argument(
            "patience", \.patience, in: 0...,
            "Epochs without gain after which training stops; 0 stops at the first."),
        .argument("baseline", \.monitored.baseline, "A value that must be beaten first."),
        .argument(
            "restore_best_weights", \.restoresBestParameters,
            "Whether the model ends with the parameters of its best epoch."),
        .argument(
            "start_from_epoch", \.startFromEpoch, in: 0..., "Epochs before the watch begins."),
        .ignored("verbose"), .state("wait", \.epochsWithoutGain))

    /// Stops if the metric has not improved for long enough.
    ///
    /// - Throws: `ConfigurationError` if the metric is not measured.
    public mutating func epochDidEnd(_ epoch: EpochReport, control: TrainingControl) throws {
        guard epoch.epoch > startFromEpoch else { return }
        guard let value = epoch[monitored.name] else {
            throw CallbackError.unknownMetric(monitored.name, in: epoch, callback: "EarlyStopping")
        }
        if monitored.improves(with: value) {
            epochsWithoutGain = 0
            if restoresBestParameters { control.rememberParameters() }
            return
        }
        epochsWithoutGain += 1
        guard epochsWithoutGain >= max(patience, 1) else { return }
        control.stop(
            because: "\(monitored.name) has not improved for \(epochsWithoutGain) epoch(s)")
        if restoresBestParameters { try control.restoreParameters() }
    }
}
