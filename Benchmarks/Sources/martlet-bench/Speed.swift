// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Martlet

/// Samples per second, as the Python peers measure them.
struct Speed: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Time training and print one JSON line.",
        discussion: """
            What is timed is what the Python peers time: after the first step, which ends `startup_s`, a short \
            calibration fixes the steps of an epoch; one epoch to warm up; then epochs until the seconds have passed.
            """)

    @Option(help: "One of \(Workload.allCases.map(\.rawValue).joined(separator: ", ")).")
    var workload: Workload

    @Option(help: "Seconds to measure.")
    var seconds = 3.0

    @Option(help: "Threads to compute with.")
    var threads = 2

    @Flag(help: "Measure accuracy as well as the loss.")
    var metrics = false

    func validate() throws {
        guard seconds > 0 else { throw ValidationError("--seconds must be positive.") }
        guard threads > 0 else { throw ValidationError("--threads must be at least 1.") }
    }

    func run() throws {
        let data = try workload.makeData()
        try Device.with(.cpu(threads: threads)) {
            let clock = ContinuousClock()
            let start = clock.now
            let model = try workload.makeModel()
            let batch = workload.batchSize
            try model.fit(data.prefix(batch), epochs: 1, batchSize: batch)
            let startup = Stopwatch.seconds(clock.now - start)
            let part = try calibrated(data, model)
            let result = try measure(model, part)
            print(line(result, model, samples: part.count, startup: startup))
        }
    }

    /// As much of the data as makes an epoch last about a quarter of the time.
    private func calibrated(_ data: Dataset, _ model: Model) throws -> Dataset {
        if workload == .tiny { return data }
        let batch = workload.batchSize
        var steps = 3
        for _ in 0..<3 {
            let part = try data.prefix(min(steps * batch, data.count))
            let history = try model.fit(part, epochs: 2, batchSize: batch)
            let step = history.epochs[1].seconds / Double(part.count / batch)
            steps = min(data.count / batch, max(1, Int(seconds / 4 / step)))
        }
        return try data.prefix(steps * batch)
    }

    private func measure(_ model: Model, _ data: Dataset) throws -> Stopwatch {
        let watch = Stopwatch(
            seconds: seconds, epochsPerLap: workload == .tiny ? 20 : 1)
        let callback = LambdaCallback(epochDidEnd: { epoch, control in
            if watch.epochDidEnd(epoch.epoch) { control.stop(because: "the time is over") }
        })
        try model.fit(
            data, epochs: .max, batchSize: workload.batchSize, callbacks: [callback])
        return watch
    }

    private func line(_ watch: Stopwatch, _ model: Model, samples: Int, startup: Double) -> String {
        let steps = (samples + workload.batchSize - 1) / workload.batchSize
        let fields: [(String, JSONValue)] = [
            ("framework", "martlet"), ("workload", .string(workload.rawValue)),
            ("params", .int(model.parameterCount)),
            ("samples_per_s", .double(rounded(Double(samples) / watch.meanEpoch, 10))),
            ("step_ms_median", .double(rounded(watch.medianEpoch / Double(steps) * 1e3, 1e5))),
            ("startup_s", .double(rounded(startup, 1e3))), ("steps_per_epoch", .int(steps)),
            ("epochs", .int(watch.epochCount)),
            ("foreign_cpu", .double(rounded(watch.foreignLoad, 1e3))),
            ("engine", .string(Device.current.executor.name)), ("threads", .int(threads)),
            ("peak_rss_mb", .double(rounded(ForeignLoad.peakMemory(), 10))),
        ]
        var object = JSONObject()
        for (key, value) in fields { object[key] = value }
        return JSONValue.object(object).text
    }

    private func rounded(_ value: Double, _ scale: Double) -> Double {
        (value * scale).rounded() / scale
    }
}
