// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR

/// Steps that know their memory, in the form that the kernels run.
final class BoundProgram {
    private let steps: BoundSteps
    private let names: [String]
    private let runner: OpaquePointer

    init(_ planned: [PlannedStep], _ memory: Memory, _ sharing: CKSharing) throws {
        steps = try BoundSteps(planned, memory)
        names = planned.map(\.name)
        let made = ck_runner_create(
            steps.steps.baseAddress, Int64(planned.count), Int32(memory.lanes),
            Int32(clamping: ProcessorCount.available), sharing)
        guard let made else { throw ExecutionError(problem: "out of memory") }
        runner = made
    }

    /// Binds a step again, since storages that it uses have moved.
    func bind(_ index: Int, _ planned: PlannedStep, to memory: Memory) throws {
        try steps.bind(index, planned, to: memory)
        ck_runner_set_step(runner, Int64(index), &steps.steps[index])
    }

    deinit { ck_runner_destroy(runner) }

    func run() throws {
        var failed: Int64 = -1
        let status = ck_runner_run(runner, &failed)
        guard status != 0 else { return }
        let index = Int(failed)
        throw ExecutionError(
            operation: steps.failedOperation(index) ?? names[index],
            problem: steps.explain(index, status))
    }

    /// The least nanoseconds that each step took, alone, over a number of runs.
    func profile(runs: Int) -> [Int] {
        var best = steps.steps.map { _ in Duration.seconds(3600) }
        let clock = ContinuousClock()
        for _ in 0..<runs {
            for (index, step) in steps.steps.enumerated() {
                let time = clock.measure { _ = step.run?(step.context, 0, step.units, 0) }
                best[index] = min(best[index], time)
            }
        }
        return best.map { Int($0.components.attoseconds / 1_000_000_000) }
    }
}
