// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import Synchronization

/// What a step computes, written down.
struct ProgramTrace {
    /// The program: parameters and what else lies in memory of the model come first, then the batch.
    let graph: Graph
    /// How many of the first inputs are parameters that the program does not change.
    let constantCount: Int
    /// For each metric, how many values of a batch are added.
    let counts: [Double]
}

/// A compiled step with memory of its own for batches and results; used by one thread at a time.
///
/// Its outputs are the mean loss and the sums of metrics, or predictions; then what it changes in place.
final class Program: Sendable {
    /// The memory of the batch: inputs, targets, weights.
    let batch: [Buffer]
    /// For each metric, how many values of a batch are added.
    let counts: [Double]
    /// Whether results are float64; else they are float32, if they are measurements.
    let isDouble: Bool
    /// The bytes that the program holds while it is idle.
    let byteCount: Int
    private let runner: any Runner
    private let parameters: ParameterVersion
    private let hasConstants: Bool
    /// The version of the parameters that the runner may have computed something from.
    private let seen: Atomic<Int>

    /// A runner of a compiled step.
    ///
    /// - Parameters:
    ///   - plan: The compiled step.
    ///   - fixed: The memory of the first inputs, which belongs to the model.
    ///   - parameters: The version of the parameters.
    ///   - arena: Working memory shared with programs that never run at the same time.
    /// - Throws: `ExecutionError` if the device's library refuses.
    init(_ plan: Plan, fixed: [Buffer], parameters: ParameterVersion, arena: Arena?) throws {
        let executable = plan.executable
        let inputCount = executable.graph.inputs.count
        guard fixed.count <= inputCount else {
            internalFailure("a step of \(inputCount) inputs is given \(fixed.count)")
        }
        seen = Atomic(parameters.current)
        runner = try executable.makeRunner(
            inputs: fixed + [Buffer?](repeating: nil, count: inputCount - fixed.count),
            outputs: executable.graph.outputs.map { _ in nil }, arena: arena)
        batch = Array(runner.inputs.suffix(inputCount - fixed.count))
        counts = plan.counts
        isDouble = executable.graph.outputTypes.first?.dtype == .float64
        hasConstants = plan.constantByteCount > 0
        self.parameters = parameters
        let donated = Set(executable.graph.donations.map(\.output))
        let results = runner.outputs.enumerated().filter { !donated.contains($0.offset) }
        byteCount =
            executable.arenaByteCount + plan.constantByteCount
            + (batch + results.map(\.element)).reduce(0) { $0 + $1.byteCount }
    }

    /// Where the results are.
    var results: [Buffer] { runner.outputs }

    /// Runs the step on the batch in ``batch``.
    func run() throws {
        if hasConstants {
            let current = parameters.current
            if seen.exchange(current, ordering: .relaxed) != current {
                runner.constantsDidChange()
            }
        }
        try runner.run()
    }

    /// A compiled step, without memory.
    struct Plan: Sendable {
        let executable: any Executable
        let counts: [Double]
        /// The bytes of inputs that the executable may keep in another form.
        let constantByteCount: Int

        init(_ trace: ProgramTrace, _ executor: any Executor) throws {
            executable = try executor.compile(
                trace.graph, constants: Set(0..<trace.constantCount))
            counts = trace.counts
            constantByteCount = trace.graph.inputTypes.prefix(trace.constantCount)
                .reduce(0) { $0 + $1.byteCount }
        }
    }
}
