// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Martlet

/// `martlet evaluate`.
struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the loss and the metrics of a saved model on a data set.",
        discussion: """
            martlet evaluate runs/digits-cnn --data digits
            martlet evaluate runs/prices --data new-houses.csv

            Data of the same name as in training is split as it was there, and the test part is
            taken; everything in a file is taken.
            """)

    @Argument(help: "The model, or the folder it is in.")
    var model: String

    @Option(help: "A built-in name or a CSV file; by default the data of the training.")
    var data: String?

    @Option(help: "Which part of the data: train, test or all.")
    var part: Examples.Part?

    @Option(help: "Examples that are computed at once.")
    var batchSize = 128

    @OptionGroup var device: DeviceOptions

    @Flag(help: "Print an object, for programs.")
    var json = false

    func validate() throws { try OptionCheck.atLeastOne(batchSize, "--batch-size") }

    func run() throws {
        let saved = try SavedModel(model)
        let output = Output(isJSON: json)
        let examples = try EvaluationData(saved, data: data, part: part).examples
        try device.with {
            let evaluation = try saved.model.evaluate(examples, batchSize: batchSize)
            let matrix = try ClassPredictions.confusion(
                saved.model, on: examples, batchSize: batchSize)
            if json {
                var members = evaluation.members.merging(["examples": .int(examples.count)])
                members["confusion"] = matrix.map { .object($0.members) }
                return try output.object(members)
            }
            let values = evaluation.values.map { "\($0.name) \(NumberText.measurement($0.value))" }
            try output.line(
                "\(NumberText.grouped(examples.count)) examples of \(examples.name): "
                    + values.joined(separator: "  "))
            if let matrix { try output.line("\n\(matrix.text)") }
        }
    }
}

extension Examples.Part: ExpressibleByArgument {}
