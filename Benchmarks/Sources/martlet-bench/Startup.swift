// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Martlet

/// What a fresh process waits for.
struct Startup: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Time the first step of a fresh process and of a second fit, and print one JSON line.",
        discussion: """
            `first_step_ms` is from the start of the process's first `fit` to the end of its first step, \
            `second_fit_ms` the same for a second `fit` of the same model on the same shapes, `step_ms` a step \
            of it later, `model_ms` the making of the model.
            """)

    @Option(help: "One of \(Workload.names).")
    var workload: Workload = .cnn2

    @OptionGroup var engine: EngineOptions

    func validate() throws {
        guard !workload.isPrediction else {
            throw ValidationError("--workload must be one that trains.")
        }
    }

    func run() throws {
        let steps = 20
        let data = try workload.network.makeData(count: steps * workload.batchSize)
        let clock = ContinuousClock()
        var start = clock.now
        let model = try workload.network.makeModel()
        let modelTime = Stopwatch.seconds(clock.now - start)
        // The engine is made, and oneDNN loaded, inside what is timed first.
        var times: [[Double]] = []
        for _ in 0..<2 {
            let ends = StepEnds(clock: clock)
            let callback = LambdaCallback(batchDidEnd: { _, _ in ends.note() })
            start = clock.now
            try engine.use {
                _ = try model.fit(
                    data, epochs: 1, batchSize: workload.batchSize, callbacks: [callback])
            }
            times.append(ends.instants.map { Stopwatch.seconds($0 - start) })
        }
        let second = zip(times[1], times[1].dropFirst()).map { $1 - $0 }.sorted()
        try engine.use {
            var line = ResultLine(workload, engine)
            line.set("model_ms", modelTime * 1e3, digits: 3)
            line.set("first_step_ms", times[0][0] * 1e3, digits: 3)
            line.set("second_fit_ms", times[1][0] * 1e3, digits: 3)
            line.set("step_ms", second[second.count / 2] * 1e3, digits: 3)
            print(line.text())
        }
    }
}

/// When the steps of an epoch ended.
private final class StepEnds {
    private let clock: ContinuousClock
    private(set) var instants: [ContinuousClock.Instant] = []

    init(clock: ContinuousClock) { self.clock = clock }

    func note() { instants.append(clock.now) }
}
