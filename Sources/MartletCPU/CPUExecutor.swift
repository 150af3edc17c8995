// SPDX-License-Identifier: Apache-2.0
public import MartletCompiler
public import MartletIR

/// The processor: kernels of oneDNN and of our own, and fused loops, in static programs.
///
/// ```swift
/// let executor = try CPUExecutor(threads: 2)
/// ```
/// Results do not depend on the number of threads, bit by bit.
public struct CPUExecutor: Executor {
    private let threads: Int
    private let options: CPUOptions
    private let kernels: [any KernelProvider]

    /// An executor whose programs use at most the given number of threads.
    ///
    /// Where oneDNN is missing, our own kernels take its place.
    public init(threads: Int) {
        self.init(threads: threads, options: CPUOptions(), KernelChoice.available)
    }

    /// An executor with other options than users get.
    ///
    /// - Throws: `ExecutionError` if oneDNN is demanded and not found; it says where it was looked for and how to get it.
    package init(threads: Int, options: CPUOptions) throws(ExecutionError) {
        self.init(threads: threads, options: options, try KernelChoice.kernels(options.provider))
    }

    private init(threads: Int, options: CPUOptions, _ kernels: [any KernelProvider]) {
        precondition(threads > 0, "CPUExecutor: threads must be at least 1, got \(threads).")
        self.threads = threads
        self.options = options
        self.kernels = kernels
    }

    /// Whose kernels are used, and threads.
    public var name: String {
        "\(kernels[0].name), \(threads) thread\(threads == 1 ? "" : "s")"
    }

    /// A static program for the graph.
    public func compile(_ graph: Graph, constants: Set<Int>) throws -> any Executable {
        CPUExecutable(try plan(graph, constants: constants), isForced: options.isForced)
    }

    /// The passes, which leave composites alone that have kernels.
    private static let pipeline = Pipeline.standard(keeping: Lowering.keeps)

    private func plan(_ graph: Graph, constants: Set<Int>) throws -> Plan {
        let blocked = options.blocks.apply(to: try Self.pipeline.apply(to: graph))
        return try Plan(
            blocked, constants: constants, kernels: kernels, threads: threads,
            tiling: options.tiling)
    }

    /// What the steps of the program for a graph do, and whose kernels do it.
    package func steps(of graph: Graph) throws -> [StepReport] {
        let plan = try plan(graph, constants: [])
        return (plan.constantSteps + plan.steps).flatMap(\.parts).map(StepReport.init)
    }
}
