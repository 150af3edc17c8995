// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Martlet

/// Times one program alone: what a layer costs, forward and backward, without a training around it.
struct ProgramSpeed: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "program",
        abstract:
            "Time a single program, such as the steps of a recurrent layer and their gradients.")

    /// A program.
    enum Name: String, CaseIterable, ExpressibleByArgument {
        /// An LSTM over a sequence, and the gradients by inputs and weights.
        case lstmScan = "lstm-scan"
        /// Scaled dot-product attention, and the gradients by queries, keys and values.
        case attention
    }

    @OptionGroup var engine: EngineOptions
    @Option(help: "The program.") var workload = Name.lstmScan
    @Option(help: "Seconds to measure for.") var seconds = 3.0
    @Option(help: "Sequences that are done together; 32, or 12 with attention.") var batch: Int?
    @Option(help: "lstm-scan: steps of the sequence.") var steps = 200
    @Option(help: "lstm-scan: width of an input.") var inputs = 128
    @Option(help: "lstm-scan: width of the state.") var units = 128
    @Option(help: "attention: positions, and sources.") var positions = 1024
    @Option(help: "attention: heads.") var heads = 4
    @Option(help: "attention: width of a query, a key and a value.") var width = 32
    @Flag(help: "attention: a position sees only sources up to its own.") var causal = false

    func run() throws {
        try engine.use {
            let clock = ContinuousClock()
            var runner: (any Runner)?
            let building = try clock.measure {
                runner = try Device.current.executor.compile(graph()).makeRunner()
            }
            guard let runner else { return }
            for buffer in runner.inputs { fill(buffer) }
            for _ in 0..<3 { try runner.run() }
            var times: [Double] = []
            var foreign = ForeignLoad()
            let begin = clock.now
            while Stopwatch.seconds(clock.now - begin) < seconds || times.count < 5 {
                times.append(Stopwatch.seconds(try clock.measure { try runner.run() }))
            }
            report(times.sorted(), building: building, foreign: foreign.lap())
        }
    }

    private func report(_ times: [Double], building: Duration, foreign: Double) {
        var line = ResultLine(workload.rawValue, engine)
        let median = times[times.count / 2]
        line.set("samples_per_s", Double(sequences) / median, digits: 1)
        line.set("step_ms_median", median * 1e3, digits: 3)
        line.set("step_ms_best", times[0] * 1e3, digits: 3)
        line.set("build_ms", Stopwatch.seconds(building) * 1e3, digits: 3)
        line.set("foreign_load", foreign, digits: 2)
        print(line.text())
    }

    /// Small numbers that differ.
    private func fill(_ buffer: Buffer) {
        let count = buffer.byteCount / 4
        let numbers = UnsafeMutableBufferPointer(
            start: buffer.pointer.assumingMemoryBound(to: Float.self), count: count)
        for index in numbers.indices { numbers[index] = Float(index * 37 % 101 - 50) * 0.002 }
    }

    private func graph() -> Graph {
        switch workload {
        case .lstmScan: lstm()
        case .attention: attention()
        }
    }

    private var sequences: Int {
        batch ?? (workload == .attention ? 12 : 32)
    }

    private func attention() -> Graph {
        let type = TensorType([sequences, heads, positions, width], .float32)
        let given = (0..<4).map { Tensor.input($0, type) }
        let result = scaledDotProductAttention(
            query: given[0], key: given[1], value: given[2], isCausal: causal)
        let slopes = gradients(of: result, by: Array(given[..<3]), seed: given[3])
        return Graph(computing: [result] + slopes, from: given)
    }

    private func lstm() -> Graph {
        let shapes: [Shape] = [
            [steps, sequences, inputs], [inputs, 4 * units], [units, 4 * units], [4 * units],
        ]
        let given = shapes.enumerated().map { Tensor.input($0, TensorType($1, .float32)) }
        let (w, u, b) = (given[1], given[2], given[3])
        let zeros = Tensor.zeros([sequences, units])
        let states = scan(over: [given[0]], carrying: [zeros, zeros]) { carried, slices in
            let gates = slices[0].matmul(w) + carried[0].matmul(u) + b
            let (state, cell) = lstmCell(gates: gates, cell: carried[1])
            return (carried: [state, cell], results: [state])
        }.results[0]
        let loss = states.squared().mean()
        return Graph(computing: [loss] + gradients(of: loss, by: given), from: given)
    }
}
