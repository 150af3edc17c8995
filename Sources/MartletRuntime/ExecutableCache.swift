// SPDX-License-Identifier: Apache-2.0
package import MartletCompiler
package import MartletIR

/// Compiled programs of expressions seen before, with runners that wait for their next use.
///
/// The one piece of shared mutable state: without it `print(a + b)` in a loop would compile each time.
package final class ExecutableCache: Sendable {
    package static let shared = ExecutableCache()

    /// A graph whose hash is computed once.
    private final class Key: Hashable, Sendable {
        let graph: Graph
        let device: Device
        let hash: Int

        init(_ graph: Graph, _ device: Device) {
            self.graph = graph
            self.device = device
            var hasher = Hasher()
            hasher.combine(graph)
            hasher.combine(device)
            hash = hasher.finalize()
        }

        static func == (lhs: Key, rhs: Key) -> Bool {
            lhs === rhs
                || lhs.hash == rhs.hash && lhs.device == rhs.device && lhs.graph == rhs.graph
        }

        func hash(into hasher: inout Hasher) { hasher.combine(hash) }
    }

    private let executor: @Sendable (Device) -> any Executor
    private let cache: RunnerCache<Key, any Executable, FunctionRunner>
    /// Where results lie.
    package let memory: BufferPool

    /// A cache within `limits`, whose programs are compiled by the executor that `executor` gives for a device.
    package init(
        _ limits: RunnerCacheLimits = RunnerCacheLimits(), memory: BufferPool = BufferPool(),
        executor: @escaping @Sendable (Device) -> any Executor = { $0.executor }
    ) {
        self.executor = executor
        self.memory = memory
        cache = RunnerCache(limits) { $0.byteCount }
    }

    /// What was compiled, made and reused so far, and what is held.
    package var counts: RunnerCacheCounts { cache.counts }

    /// Runs `graph` on `device` with the given inputs, compiling it if it is new.
    package func run(_ graph: Graph, on device: Device, _ inputs: [HostTensor]) throws
        -> [HostTensor]
    {
        let loan = try cache.borrow(Key(graph, device)) {
            try executor(device).compile(graph)
        } make: {
            try FunctionRunner($0, memory: memory)
        }
        // A run that fails leaves the runner as usable as before.
        defer { cache.giveBack(loan) }
        var places: [Buffer?] = inputs.map(\.buffer)
        return try loan.runner.call(&places)
    }
}
