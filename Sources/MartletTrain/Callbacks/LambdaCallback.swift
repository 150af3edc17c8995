// SPDX-License-Identifier: Apache-2.0

/// A callback of closures.
public struct LambdaCallback: Callback {
    private let willBegin: ((TrainingPlan) -> Void)?
    private let batchEnd: ((BatchReport, TrainingControl) -> Void)?
    private let epochEnd: ((EpochReport, TrainingControl) throws -> Void)?
    private let didEnd: ((History) throws -> Void)?

    /// Calls the closures that are given.
    public init(
        trainingWillBegin: ((TrainingPlan) -> Void)? = nil,
        batchDidEnd: ((BatchReport, TrainingControl) -> Void)? = nil,
        epochDidEnd: ((EpochReport, TrainingControl) throws -> Void)? = nil,
        trainingDidEnd: ((History) throws -> Void)? = nil
    ) {
        willBegin = trainingWillBegin
        batchEnd = batchDidEnd
        epochEnd = epochDidEnd
        didEnd = trainingDidEnd
    }

    public mutating func trainingWillBegin(_ plan: TrainingPlan) { willBegin?(plan) }

    public mutating func batchDidEnd(_ batch: BatchReport, control: TrainingControl) {
        batchEnd?(batch, control)
    }

    public mutating func epochDidEnd(_ epoch: EpochReport, control: TrainingControl) throws {
        try epochEnd?(epoch, control)
    }

    public mutating func trainingDidEnd(_ history: History) throws { try didEnd?(history) }
}
