// SPDX-License-Identifier: Apache-2.0
import Martlet

/// Stops training after the batch in which a signal came.
final class InterruptionWatch: Callback {
    private let output: Output
    private var batchesPerEpoch = 0
    /// The signal that stopped training, if one did.
    private(set) var signal: Int32?
    /// Whether the last epoch was left before its end: what was measured in it does not count.
    private(set) var isPartial = false

    init(_ output: Output) { self.output = output }

    func trainingWillBegin(_ plan: TrainingPlan) { batchesPerEpoch = plan.batchesPerEpoch }

    func batchDidEnd(_ batch: BatchReport, control: TrainingControl) {
        guard signal == nil, let number = Interruption.signal else { return }
        signal = number
        isPartial = batch.batch < batchesPerEpoch
        control.stop(because: "interrupted")
        output.note("\nmartlet: stopping after this batch, and saving; once more ends it at once")
    }
}
