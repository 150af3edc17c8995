// SPDX-License-Identifier: Apache-2.0
package import CKernels
import COneDNN
public import MartletCompiler
public import MartletIR

/// The processor: oneDNN's primitives, and fused loops of our own, in static programs.
///
/// ```swift
/// let executor = try CPUExecutor(threads: 2)
/// ```
public struct CPUExecutor: Executor {
    private let library: OneDNNLibrary
    private let threads: Int
    private let options: CPUOptions

    /// An executor whose programs use the given number of threads.
    ///
    /// - Throws: `ExecutionError` if oneDNN 3 is not found; it says where it was looked for and how to get it.
    public init(threads: Int) throws(ExecutionError) {
        try self.init(threads: threads, options: CPUOptions())
    }

    /// An executor with other options than users get.
    package init(threads: Int, options: CPUOptions) throws(ExecutionError) {
        precondition(threads > 0, "CPUExecutor: threads must be at least 1, got \(threads).")
        library = try LibrarySearch.result.get()
        self.threads = threads
        self.options = options
    }

    /// Library, version and threads.
    public var name: String {
        "oneDNN \(library.version), \(threads) thread\(threads == 1 ? "" : "s")"
    }

    /// A static program for the graph.
    public func compile(_ graph: Graph, constants: Set<Int>) throws -> any Executable {
        let graph = try Pipeline.standard.apply(to: graph)
        // Waking a second thread takes longer than a small program does, and much longer on a busy machine.
        let isSmall = graph.floatingPointOperations < Self.leastWorkForThreads
        return CPUExecutable(graph: graph, library: library, threads: isSmall ? 1 : threads)
    }

    /// Floating-point operations that one thread does in about 10 microseconds.
    private static let leastWorkForThreads = 1_000_000

    /// The threads of the executor, for copying batches.
    package var team: CKTeam { library.team(threads: threads) }
}

/// A graph after all passes.
///
/// Each runner has primitives and memory of its own.
private struct CPUExecutable: Executable {
    let graph: Graph
    let library: OneDNNLibrary
    let threads: Int

    var arenaByteCount: Int { 0 }

    func makeRunner(inputs: [Buffer?], outputs: [Buffer?], arena: Arena?) throws -> any Runner {
        let inputs = zip(inputs, graph.inputTypes).map { $0 ?? Buffer(byteCount: $1.byteCount) }
        return try CPURunner(
            graph, library, threads: threads, inputs: inputs,
            outputs: graph.outputBuffers(outputs, inputs: inputs))
    }
}
