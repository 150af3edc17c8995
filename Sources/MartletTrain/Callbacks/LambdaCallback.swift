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

    /// Calls the closure of that name.
    public mutating func trainingWillBegin(_ plan: TrainingPlan) { willBegin?(plan) }

    /// Calls the closure of that name.
    public mutating func batchDidEnd(_ batch: BatchReport, control: TrainingControl) {
        batchEnd?(batch, control)
    }

    /// Calls the closure of that name.
    public mutating func epochDidEnd(_ epoch: EpochReport, control: TrainingControl) throws {
        try epochEnd?(epoch, control)
    }

    /// Calls the closure of that name.
    public mutating func trainingDidEnd(_ history: History) throws { try didEnd?(history) }
}
