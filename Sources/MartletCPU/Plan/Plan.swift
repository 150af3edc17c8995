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
        let repeated = strictZip(all, split.isConstant).filter { !$0.1 }.map(\.0)
        let isShared = Self.shareable(repeated) >= tiling.leastProgram
        let first = strictZip(all, split.isConstant).filter(\.1).map(\.0)
        func memory(_ steps: [PlannedStep]) -> MemoryPlan {
            MemoryPlan(storages: storages, steps: first + steps, kept: split.kept)
        }
        let joined = isShared ? JoinSteps.apply(to: repeated, tiling) : repeated
        let (apart, together) = (memory(repeated), memory(joined))
        // What runs at the same time cannot use the same memory one after another.
        let isLarger =
            together.byteCount > apart.byteCount + max(apart.byteCount / 16, Self.smallMemory)
        constantSteps = first
        steps = isLarger ? repeated : joined
        self.memory = isLarger ? apart : together
        self.threads = isShared ? threads : 1
    }

    /// Bytes that are not worth saving.
    private static let smallMemory = 1 << 16

    /// Nanoseconds of work that several threads can do.
    private static func shareable(_ steps: [PlannedStep]) -> Double {
        let ranges = StepRanges(steps)
        return steps.enumerated().filter { $0.element.work.tiles > 1 }
            .map { $0.element.work.nanoseconds * ranges.rounds(of: $0.offset) }.reduce(0, +)
    }
}
