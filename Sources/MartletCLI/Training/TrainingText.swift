// SPDX-License-Identifier: Apache-2.0
import Martlet

/// What a training tells at its beginning and at its end.
struct TrainingText {
    private let specification: Specification
    private let model: Model
    private let data: PreparedData
    private let output: Output

    init(
        _ specification: Specification, _ model: Model, _ data: PreparedData, _ output: Output
    ) {
        self.specification = specification
        self.model = model
        self.data = data
        self.output = output
    }

    /// What is about to be done.
    func begin() throws {
        if specification.fit.batchSize > data.train.count {
            output.note(
                "martlet: a batch of \(specification.fit.batchSize) is more than the "
                    + "\(data.train.count) examples there are: each epoch is one step")
        }
        if output.isJSON { return }
        var parts = ["\(NumberText.grouped(data.train.count)) examples"]
        if let held = data.validation {
            parts.append("\(NumberText.grouped(held.count)) for validation")
        }
        if let test = data.test { parts.append("\(NumberText.grouped(test.count)) for the test") }
        try output.line(
            "\(specification.name): \(parts.joined(separator: ", ")); "
                + "\(NumberText.grouped(model.parameterCount)) parameters; "
                + "engine \(Device.current.executor.name)")
    }

    /// What was learnt, and where it is.
    func end(_ outcome: TrainingOutcome, _ test: Evaluation?, _ folder: RunFolder) throws {
        if outcome.records.last?["loss"]?.isFinite == false {
            output.note(
                "martlet: the loss is not a number any more: try a smaller learning rate "
                    + "(--learning-rate), or scale the data")
        }
        let samples = try predictions()
        if output.isJSON {
            for sample in samples { try output.event("prediction", sample.members) }
            try output.event(
                "done",
                [
                    "test": test.map { .object($0.members) } ?? .null,
                    "fit_seconds": .double(outcome.seconds),
                    "parameters": .int(model.parameterCount),
                    "model": .string(folder.model),
                ])
            return
        }
        if let reason = outcome.stopReason { try output.line("stopped: \(reason)") }
        for (number, sample) in samples.enumerated() {
            try output.line("example \(number): \(sample.text)")
        }
        if let test, let examples = data.test {
            try output.line(
                "\ntest: "
                    + test.values.map { "\($0.name) \(NumberText.measurement($0.value))" }
                    .joined(separator: "  "))
            let matrix = try ClassPredictions.confusion(
                model, on: examples, batchSize: specification.fit.batchSize)
            if let matrix { try output.line("\n\(matrix.text)") }
        }
        try output.line(
            "\ntrained in \(NumberText.duration(outcome.seconds)); saved \(folder.model), "
                + "history.csv, history.json and curves.svg")
    }

    /// How to go on.
    func interrupted(_ outcome: TrainingOutcome, _ folder: RunFolder) throws {
        let command = "martlet train --resume \(folder.path) --output \(folder.path)"
        if output.isJSON {
            try output.event(
                "interrupted",
                [
                    "epochs": .int(outcome.records.count),
                    "model": .string(folder.model), "resume": .string(command),
                ])
        } else {
            try output.line(
                "interrupted after \(outcome.records.count) of \(specification.fit.epochs) epochs; "
                    + "saved \(folder.model). Go on with:\n    \(command)")
        }
    }

    private func predictions() throws -> [Prediction] {
        guard specification.predictions > 0 else { return [] }
        let source = data.test ?? data.train
        let examples = try source.prefix(specification.predictions)
        return try Prediction.of(try model.predict(examples), classNames: model.classNames)
    }
}
