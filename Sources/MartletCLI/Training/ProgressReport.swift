// SPDX-License-Identifier: Apache-2.0
import Martlet

/// Shows how training goes: a bar on a terminal, a line per epoch in a pipe, an object per epoch for programs.
final class ProgressReport: Callback {
    /// How often the bar is drawn anew, in seconds.
    private static let interval = 0.1

    private let output: Output
    private let terminal: Terminal
    private let watch: InterruptionWatch
    private let batchSize: Int
    private var plan: TrainingPlan?
    private var lastDrawn = 0.0
    /// The epochs that were finished.
    private(set) var records: [EpochRecord] = []

    init(_ output: Output, _ terminal: Terminal, _ watch: InterruptionWatch, batchSize: Int) {
        self.output = output
        self.terminal = terminal
        self.watch = watch
        self.batchSize = batchSize
    }

    private var hasBar: Bool { terminal.isInteractive && !output.isJSON }

    func trainingWillBegin(_ plan: TrainingPlan) { self.plan = plan }

    func batchDidEnd(_ batch: BatchReport, control: TrainingControl) {
        guard hasBar, let plan else { return }
        let seconds = batch.secondsInEpoch
        if batch.batch == 1 { lastDrawn = -Self.interval }
        let isLast = batch.batch == plan.batchesPerEpoch
        guard seconds - lastDrawn >= Self.interval || isLast else { return }
        lastDrawn = seconds
        let samples = min(batch.batch * batchSize, plan.samplesPerEpoch)
        let line = ProgressLine(
            epoch: batch.epoch, epochs: plan.epochs, batch: batch.batch,
            batches: plan.batchesPerEpoch, samplesPerSecond: Double(samples) / max(seconds, 1e-9),
            values: Array(zip(plan.metricNames, batch.means)), secondsInEpoch: seconds)
        try? output.write("\r" + line.text(width: terminal.width) + "\u{1B}[K")
    }

    func epochDidEnd(_ epoch: EpochReport, control: TrainingControl) throws {
        guard !watch.isPartial else {
            if hasBar { try output.write("\r\u{1B}[K") }
            return
        }
        let record = EpochRecord(epoch)
        records.append(record)
        if output.isJSON {
            try output.event("epoch", record.members)
        } else {
            let text = EpochLine.text(record, epochs: plan?.epochs ?? epoch.epoch)
            try output.write(hasBar ? "\r\(text)\u{1B}[K\n" : "\(text)\n")
        }
    }
}
