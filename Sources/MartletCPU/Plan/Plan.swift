// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR

/// A graph as steps over one arena: all that can be decided before memory is there.
///
/// `@unchecked Sendable`: nothing of it ever changes. Its steps hold primitives of oneDNN and code of loops, which any
/// number of threads may run at the same time, each on memory of its own.
final class Plan: @unchecked Sendable {
    let graph: Graph
    let storages: [StorageSource]
    /// Steps that run before the first run, and again when constants have changed.
    let constantSteps: [PlannedStep]
    /// Steps of every run.
    let steps: [PlannedStep]
    let memory: MemoryPlan
    /// Threads that may take part; 1 for small programs.
    let threads: Int

    /// Plans a graph that has gone through all passes.
    init(
        _ graph: Graph, constants: Set<Int>, kernels: [any KernelProvider], threads: Int,
        tiling: Tiling
    ) throws {
        let builder = PlanBuilder(graph, kernels: kernels, tiling: tiling, lanes: threads)
        try builder.build()
        let all = HoistInvariants.apply(to: builder.program.steps)
        let storages = builder.program.storages
        let split = ConstantSteps(all, storages, inputs: constants)
        self.graph = graph
        self.storages = storages
        steps = strictZip(all, split.isConstant).filter { !$0.1 }.map(\.0)
        constantSteps = strictZip(all, split.isConstant).filter(\.1).map(\.0)
        memory = MemoryPlan(
            storages: storages, steps: constantSteps + steps, kept: split.kept)
        self.threads = Self.shareable(steps) >= tiling.leastProgram ? threads : 1
    }

    /// Nanoseconds of work that several threads can do.
    private static func shareable(_ steps: [PlannedStep]) -> Double {
        let ranges = StepRanges(steps)
        return steps.enumerated().filter { $0.element.work.tiles > 1 }
            .map { $0.element.work.nanoseconds * ranges.rounds(of: $0.offset) }.reduce(0, +)
    }
}
