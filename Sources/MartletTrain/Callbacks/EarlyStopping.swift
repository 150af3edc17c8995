// SPDX-License-Identifier: Apache-2.0

/// Stops training when a metric has not improved for some epochs.
///
/// A NaN counts as no gain.
public struct EarlyStopping: Callback {
    private var monitored: MonitoredMetric
    private let patience: Int
    private let restoresBestParameters: Bool
    private let startFromEpoch: Int
    private var epochsWithoutGain = 0

    /// Watches a metric.
    ///
    /// - Parameters:
    ///   - metric: Its name: `val_loss`.
    ///   - minimumGain: Smaller gains do not count.
    ///   - patience: Epochs without gain after which training stops; 0 stops at the first.
    ///   - direction: Whether lower or higher values are better.
    ///   - baseline: A value that must be beaten first.
    ///   - restoresBestParameters: Whether the model ends with the parameters of its best epoch.
    ///   - startFromEpoch: Epochs before the watch begins.
    public init(
        monitoring metric: String = "val_loss", minimumGain: Double = 0, patience: Int = 0,
        direction: MonitoredMetric.Direction = .automatic, baseline: Double? = nil,
        restoresBestParameters: Bool = false, startFromEpoch: Int = 0
    ) {
        precondition(patience >= 0, "EarlyStopping: patience cannot be negative, got \(patience).")
        monitored = MonitoredMetric(
            metric, direction: direction, minimumGain: minimumGain, baseline: baseline)
        self.patience = patience
        self.restoresBestParameters = restoresBestParameters
        self.startFromEpoch = startFromEpoch
    }

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
