// SPDX-License-Identifier: Apache-2.0
import CKernels
import COneDNN
import MartletCompiler
package import MartletIR

/// A flat array of steps over one arena, run by one loop in C.
///
/// `@unchecked Sendable`: the memory and the contexts of its steps belong to the runner, which one thread at a time may
/// use, as `Runner` demands.
package final class CPURunner: Runner, @unchecked Sendable {
    package let inputs: [Buffer]
    package let outputs: [Buffer]
    /// What the steps do, in order.
    package let stepNames: [String]

    private let steps: UnsafeMutableBufferPointer<CKStep>
    private let contexts: [StepContext]
    /// What the steps read and write besides inputs and outputs.
    private let memory: [Buffer]
    private let library: OneDNNLibrary
    private let threads: Int32

    init(
        _ graph: Graph, _ library: OneDNNLibrary, threads: Int, inputs: [Buffer], outputs: [Buffer]
    ) throws {
        // Primitives remember how many threads there are when they are made.
        mdnn_set_threads(library.table, Int32(threads))
        let builder = try ProgramBuilder(graph, library, threads: threads)
        try builder.build(inputs: inputs, outputs: outputs)
        let plan = MemoryPlan(storages: builder.storages, steps: builder.steps)
        let arena = Buffer(byteCount: plan.byteCount + 64)
        let addresses = builder.storages.enumerated().map { index, source in
            switch source {
            case .arena: arena.pointer + (plan.offsets[index] ?? 0)
            case .buffer(let buffer): buffer.pointer
            }
        }
        let bound = try builder.steps.map {
            try $0.bind(Memory(addresses: addresses, owner: arena))
        }
        self.inputs = inputs
        self.outputs = outputs
        self.library = library
        self.threads = Int32(threads)
        contexts = bound.map(\.context)
        stepNames = builder.steps.map(\.name)
        memory =
            [arena]
            + builder.storages.compactMap {
                if case .buffer(let buffer) = $0 { buffer } else { nil }
            }
        steps = .allocate(capacity: bound.count)
        _ = steps.initialize(from: bound.map(\.step))
    }

    /// The time that each step takes at best, in nanoseconds, over a number of runs.
    package func profile(runs: Int) throws -> [(name: String, nanoseconds: Int)] {
        mdnn_set_threads(library.table, threads)
        var best = [Duration](repeating: .seconds(3600), count: steps.count)
        let clock = ContinuousClock()
        for _ in 0..<runs {
            for (index, step) in steps.enumerated() {
                let time = clock.measure { _ = step.run(step.context) }
                best[index] = min(best[index], time)
            }
        }
        return zip(stepNames, best).map { ($0, Int($1.components.attoseconds / 1_000_000_000)) }
    }

    deinit { steps.deallocate() }

    package func constantsDidChange() {}

    package func run() throws {
        mdnn_set_threads(library.table, threads)
        var failed: Int64 = -1
        let status = ck_run(steps.baseAddress, Int64(steps.count), &failed)
        guard status != 0 else { return }
        let index = Int(failed)
        throw ExecutionError(
            operation: stepNames[index], problem: contexts[index].explain(status))
    }
}
