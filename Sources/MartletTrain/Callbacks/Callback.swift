// SPDX-License-Identifier: Apache-2.0

/// Something that happens along a training.
///
/// Implement what you need; the rest does nothing.
public protocol Callback {
    /// Training is about to begin.
    mutating func trainingWillBegin(_ plan: TrainingPlan)
    /// A step was taken.
    mutating func batchDidEnd(_ batch: BatchReport, control: TrainingControl)
    /// An epoch is over.
    mutating func epochDidEnd(_ epoch: EpochReport, control: TrainingControl) throws
    /// Training is over.
    mutating func trainingDidEnd(_ history: History) throws
}

extension Callback {
    /// Nothing happens.
    public mutating func trainingWillBegin(_ plan: TrainingPlan) {}
    /// Nothing happens.
    public mutating func batchDidEnd(_ batch: BatchReport, control: TrainingControl) {}
    /// Nothing happens.
    public mutating func epochDidEnd(_ epoch: EpochReport, control: TrainingControl) throws {}
    /// Nothing happens.
    public mutating func trainingDidEnd(_ history: History) throws {}
}

/// What a training is going to do.
public struct TrainingPlan: Sendable {
    /// Epochs done before.
    public let firstEpoch: Int
    /// The number of the last epoch.
    public let epochs: Int
    /// Steps in an epoch.
    public let batchesPerEpoch: Int
    /// Examples in an epoch.
    public let samplesPerEpoch: Int
    /// `loss`, then the metrics.
    public let metricNames: [String]
}

/// What was measured so far in the running epoch.
public struct BatchReport {
    /// The number of the epoch, from 1.
    public let epoch: Int
    /// The number of the batch in the epoch, from 1.
    public let batch: Int
    private let totals: Totals
    private let start: ContinuousClock.Instant

    init(epoch: Int, batch: Int, totals: Totals, start: ContinuousClock.Instant) {
        self.epoch = epoch
        self.batch = batch
        self.totals = totals
        self.start = start
    }

    /// The mean loss over the batches so far.
    public var loss: Double { totals.mean(0) }
    /// The mean loss and each metric over the batches so far, in the order of ``TrainingPlan/metricNames``.
    public var means: [Double] { totals.means }
    /// Seconds since the epoch began.
    public var secondsInEpoch: Double { TrainingLoop.seconds(ContinuousClock.now - start) }
}
