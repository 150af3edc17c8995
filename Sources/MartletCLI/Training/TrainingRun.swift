// SPDX-License-Identifier: Apache-2.0
import Martlet
import MartletData

/// A training from the specification to the files it leaves.
struct TrainingRun {
    let specification: Specification
    /// Where the specification was read from, for messages; `nil` if from a saved model.
    let file: SpecificationFile?
    /// The specification as the model's file shall hold it.
    let stored: JSONObject
    /// The model that training goes on with, if there is one.
    let resumed: SavedModel?
    /// The folder that `--output` names.
    let outputPath: String?
    let output: Output

    /// Trains, tests and saves.
    ///
    /// - Throws: ``Interrupted`` after saving, if a signal ended it early.
    func run() throws {
        let data = try PreparedData(specification)
        let model = try makeModel(for: data)
        let folder = try RunFolder(outputPath, modelName: specification.name)
        let report = TrainingText(specification, model, data, output)
        try report.begin()
        let outcome = try fit(model, data, folder)
        model.metadata = stored.merging([
            "preprocessing": .object(data.preprocessing.members),
            "history": .array(outcome.records.map { .object($0.members) }),
        ])
        try model.save(to: folder.model)
        if let signal = outcome.signal {
            try folder.write(
                outcome.records, summary: summary(outcome, nil), title: specification.name)
            try report.interrupted(outcome, folder)
            throw Interrupted(signal: signal)
        }
        let test = try data.test.map {
            try model.evaluate($0, batchSize: specification.fit.batchSize)
        }
        try folder.write(
            outcome.records, summary: summary(outcome, test), title: specification.name)
        try report.end(outcome, test, folder)
    }

    private func makeModel(for data: PreparedData) throws -> Model {
        let model: Model
        if let resumed {
            model = resumed.model
            model.learningRate = specification.training.optimizer.options.learningRate
        } else {
            model = try specification.network.model(
                name: specification.name, seed: specification.fit.seed)
            let training = specification.training
            try model.compile(
                anyOptimizer: training.optimizer, loss: training.loss, metrics: training.metrics)
            model.classNames = data.train.classNames
        }
        try locating { try model.build(inputShapes: data.train.inputs.map(\.exampleShape)) }
        return model
    }

    private func fit(_ model: Model, _ data: PreparedData, _ folder: RunFolder) throws
        -> TrainingOutcome
    {
        let fit = specification.fit
        let done = resumed?.records.count ?? 0
        let watch = InterruptionWatch(output)
        let progress = ProgressReport(output, Terminal(), watch, batchSize: fit.batchSize)
        let callbacks: [any Callback] =
            [watch] + fit.callbacks.map { folder.placing($0) } + [progress]
        let start = ContinuousClock.now
        do {
            let history = try Interruption.noted {
                try locating {
                    try model.fit(
                        data.train, epochs: fit.epochs, batchSize: fit.batchSize,
                        validation: data.validation, shuffle: fit.shuffle,
                        classWeights: fit.classWeights, callbacks: callbacks, initialEpoch: done)
                }
            }
            return TrainingOutcome(
                records: (resumed?.records ?? []) + progress.records,
                seconds: (ContinuousClock.now - start) / .seconds(1),
                stopReason: history.stopReason, signal: watch.signal)
        } catch {
            folder.removeIfEmpty()
            throw error
        }
    }

    private func summary(_ outcome: TrainingOutcome, _ test: Evaluation?) -> JSONObject {
        var members: JSONObject = [
            "name": .string(specification.name), "fit_seconds": .double(outcome.seconds),
            "engine": .string(Device.current.executor.name),
        ]
        members["stopped"] = outcome.stopReason.map { .string($0) }
        members["test"] = test.map { .object($0.members) }
        return members
    }

    /// Runs `body`; an error in a layer, or in the loss, is shown where the specification has it.
    private func locating<Result>(_ body: () throws -> Result) throws -> Result {
        guard let file else { return try body() }
        return try file.locating {
            do {
                return try body()
            } catch let error as GraphError {
                throw error.located(in: specification.network)
            }
        }
    }
}

/// What came of a training.
struct TrainingOutcome {
    /// The epochs that were finished, also those before training was resumed.
    let records: [EpochRecord]
    /// How long `fit` took.
    let seconds: Double
    /// Why it ended before the last epoch, if it did.
    let stopReason: String?
    /// The signal that ended it, if one did.
    let signal: Int32?
}

extension Evaluation {
    /// Names and values for programs.
    var members: JSONObject {
        var members = JSONObject()
        for (name, value) in values { members[name] = .double(value) }
        return members
    }
}
