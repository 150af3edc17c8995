// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Martlet

/// `martlet train`.
struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Train the network that a specification describes.",
        discussion: """
            martlet train digits-cnn
            martlet train network.yaml --epochs 5 --output runs/try
            martlet train --resume runs/try --epochs 10 --output runs/try

            A specification is a YAML file with data, preprocessing, layers, compile and fit, or the
            name of a built-in one: see `martlet specs`. Ctrl-C stops after the batch, saves, and says
            how to go on; the exit status is then 130. Resumed training goes on after the last epoch
            that was finished.
            """)

    @Argument(help: "A YAML file, or the name of a built-in specification.")
    var specification: String?

    @Option(help: "The data in place of the specification's: a built-in name, or a CSV file.")
    var data: String?

    @Option(help: "How often each example is seen.")
    var epochs: Int?

    @Option(help: "Examples per step.")
    var batchSize: Int?

    @Option(help: "The size of a step.")
    var learningRate: Double?

    @Option(help: "From what initial values, order and dropout are drawn.")
    var seed: Int?

    @Option(
        name: .customLong("output"),
        help: ArgumentHelp(
            "The folder for model, history and curves; by default a new one in runs/.",
            valueName: "folder"))
    var outputPath: String?

    @Option(help: "A saved model, or the folder it is in, that training goes on with.")
    var resume: String?

    @OptionGroup var device: DeviceOptions

    @Flag(help: "Print an object per epoch, for programs.")
    var json = false

    func validate() throws {
        guard specification != nil || resume != nil else {
            let names = BuiltInSpecifications.names.joined(separator: ", ")
            throw ValidationError("Which specification? A YAML file, or one of \(names).")
        }
        try OptionCheck.atLeastOne(epochs, "--epochs")
        try OptionCheck.atLeastOne(batchSize, "--batch-size")
        if let learningRate, !(learningRate > 0 && learningRate.isFinite) {
            throw ValidationError("--learning-rate must be a number above 0, got \(learningRate).")
        }
        if resume != nil, seed != nil {
            throw ValidationError("--seed cannot be changed once training has begun.")
        }
    }

    func run() throws {
        let file = try specification.map { try SpecificationFile($0) }
        let saved = try resume.map { try SavedModel($0) }
        let overrides = Overrides(
            data: data, epochs: epochs, batchSize: batchSize, learningRate: learningRate,
            seed: seed)
        let plan = try TrainingPlanSource(file: file, saved: saved, overrides: overrides)
        let run = TrainingRun(
            specification: plan.specification, file: file, stored: plan.stored, resumed: saved,
            outputPath: outputPath, output: Output(isJSON: json))
        try device.with { try run.run() }
    }
}

/// Checks of numbers given on the command line.
enum OptionCheck {
    /// - Throws: `ValidationError` if there is a number below 1.
    static func atLeastOne(_ value: Int?, _ name: String) throws {
        if let value, value < 1 {
            throw ValidationError("\(name) must be at least 1, got \(value).")
        }
    }
}
