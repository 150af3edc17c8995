// SPDX-License-Identifier: Apache-2.0
import Martlet

/// Times calls that take a plain array of samples and give one of outputs.
struct PredictionSpeed {
    let workload: Workload
    let seconds: Double

    func measure(_ data: Dataset, _ line: inout ResultLine) throws {
        let clock = ContinuousClock()
        let start = clock.now
        let model = try workload.network.makeModel()
        var samples = try PredictionSamples(model, workload)
        try samples.predictNext()
        line.set("startup_s", Stopwatch.seconds(clock.now - start), digits: 3)
        line["params"] = .int(model.parameterCount)
        line["how"] = .string(samples.how)

        let warm = clock.now
        for call in 0... where call >= 20 {
            if Stopwatch.seconds(clock.now - warm) > min(0.4, seconds / 4) { break }
            try samples.predictNext()
        }
        var foreign = ForeignLoad()
        let times = try timed(&samples).sorted()
        line.set("foreign_cpu", foreign.lap(), digits: 3)
        report(times, &line)
    }

    /// The seconds of every call.
    private func timed(_ samples: inout PredictionSamples) throws -> [Double] {
        let clock = ContinuousClock()
        let begin = clock.now
        var times: [Double] = []
        times.reserveCapacity(1 << 20)
        repeat {
            let start = clock.now
            try samples.predictNext()
            times.append(Stopwatch.seconds(clock.now - start))
        } while times.count < 3 || Stopwatch.seconds(clock.now - begin) < seconds
        return times
    }

    /// Single samples are told by their median, as the peers tell them; many by their mean.
    private func report(_ sorted: [Double], _ line: inout ResultLine) {
        let median = sorted[sorted.count / 2]
        let mean = sorted.reduce(0, +) / Double(sorted.count)
        let isSingle = workload.batchSize == 1
        line.set(
            "samples_per_s", Double(workload.batchSize) / (isSingle ? median : mean), digits: 1)
        line.set("step_ms_median", median * 1e3, digits: 5)
        line["calls"] = .int(sorted.count)
        guard isSingle else { return }
        line.set("p50_us", median * 1e6, digits: 2)
        line.set("p99_us", sorted[min(sorted.count - 1, sorted.count * 99 / 100)] * 1e6, digits: 2)
    }
}
