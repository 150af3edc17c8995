// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Martlet

/// Samples per second, as the Python peers measure them.
struct Speed: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Time training or prediction and print one JSON line.",
        discussion: """
            What is timed is what the Python peers time: after the first step, which ends `startup_s`, a short \
            calibration fixes the steps of an epoch; one epoch to warm up; then epochs until the seconds have passed. \
            Prediction takes a plain array and gives one, and every call is timed.
            """)

    @Option(help: "One of \(Workload.names).")
    var workload: Workload

    @Option(help: "Seconds to measure.")
    var seconds = 3.0

    @OptionGroup var engine: EngineOptions

    func validate() throws {
        guard seconds > 0 else { throw ValidationError("--seconds must be positive.") }
    }

    func run() throws {
        let data = try workload.network.makeData(count: workload.sampleCount)
        try engine.use {
            var line = ResultLine(workload, engine)
            if let handwriting = workload.handwriting {
                try HandwrittenSpeed(handwriting: handwriting, seconds: seconds)
                    .measure(data, workload.batchSize, &line)
            } else if workload.isPrediction {
                try PredictionSpeed(workload: workload, seconds: seconds).measure(data, &line)
            } else {
                try TrainingSpeed(workload: workload, seconds: seconds).measure(data, &line)
            }
            print(line.text())
        }
    }
}
