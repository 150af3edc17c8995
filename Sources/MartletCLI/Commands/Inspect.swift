// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Martlet
import MartletData

/// `martlet inspect`.
struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what is in a saved model: layers, sizes, how it was trained.",
        discussion: "martlet inspect runs/digits-cnn")

    @Argument(help: "The model, or the folder it is in.")
    var model: String

    @Flag(help: "Print an object, for programs.")
    var json = false

    func run() throws {
        let saved = try SavedModel(model)
        let output = Output(isJSON: json)
        let report = ModelReport(saved, byteCount: try FileDescriptor(reading: saved.path).size())
        if json {
            try output.object(report.members)
        } else {
            try output.line(try report.text())
        }
    }
}
