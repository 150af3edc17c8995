// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Martlet

/// `martlet predict`.
struct Predict: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print what a saved model says of a picture, an array or a table.",
        discussion: """
            martlet predict runs/digits-cnn digit.png
            martlet predict runs/prices new-houses.csv --json

            Pictures (PNG, PGM, PPM) are resized to what the model was trained on; arrays (npy) and
            tables (CSV) hold one example per row, as the training data did. All are prepared as in
            training.
            """)

    @Argument(help: "The model, or the folder it is in.")
    var model: String

    @Argument(help: "The picture, array or table.")
    var input: String

    @Flag(help: "Take the negative of a picture: for dark strokes on a light ground.")
    var invert = false

    @Option(help: "Examples that are computed at once.")
    var batchSize = 128

    @OptionGroup var device: DeviceOptions

    @Flag(help: "Print an object per example, for programs.")
    var json = false

    func validate() throws { try OptionCheck.atLeastOne(batchSize, "--batch-size") }

    func run() throws {
        let saved = try SavedModel(model)
        let output = Output(isJSON: json)
        let examples = try PredictionData(saved, path: input, invertsPictures: invert).examples
        let outputs = try device.with { try saved.model.predict(examples, batchSize: batchSize) }
        let predictions = try Prediction.of(outputs, classNames: saved.model.classNames)
        for (row, prediction) in predictions.enumerated() {
            if json {
                let place: JSONObject = ["input": .string(input), "row": .int(row)]
                try output.object(place.merging(prediction.members))
            } else {
                try output.line(
                    predictions.count == 1 ? prediction.text : "\(row)  \(prediction.text)")
            }
        }
    }
}
