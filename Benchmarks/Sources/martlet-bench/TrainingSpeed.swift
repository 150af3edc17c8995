// SPDX-License-Identifier: Apache-2.0
import Martlet

/// Times epochs of the public `fit`.
struct TrainingSpeed {
    let workload: Workload
    let seconds: Double

    func measure(_ data: Dataset, _ line: inout ResultLine) throws {
        let clock = ContinuousClock()
        let start = clock.now
        let model = try workload.network.makeModel()
        let batch = workload.batchSize
        try model.fit(data.prefix(batch), epochs: 1, batchSize: batch)
        line.set("startup_s", Stopwatch.seconds(clock.now - start), digits: 3)
        let part = try calibrated(data, model)
        let steps = (part.count + batch - 1) / batch
        let watch = try watched(model, part)
        line["params"] = .int(model.parameterCount)
        line.set("samples_per_s", Double(part.count) / watch.meanEpoch, digits: 1)
        line.set("step_ms_median", watch.medianEpoch / Double(steps) * 1e3, digits: 5)
        line["steps_per_epoch"] = .int(steps)
        line["epochs"] = .int(watch.epochCount)
        line.set("foreign_cpu", watch.foreignLoad, digits: 3)
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

    private func watched(_ model: Model, _ data: Dataset) throws -> Stopwatch {
        let watch = Stopwatch(seconds: seconds, epochsPerLap: workload == .tiny ? 20 : 1)
        let callback = LambdaCallback(epochDidEnd: { epoch, control in
            if watch.epochDidEnd(epoch.epoch) { control.stop(because: "the time is over") }
        })
        try model.fit(
            data, epochs: .max, batchSize: workload.batchSize, callbacks: [callback])
        return watch
    }
}
