// SPDX-License-Identifier: Apache-2.0
package import MartletCompiler
package import MartletIR

/// Compiled programs of expressions seen before, with runners that wait for their next use.
///
/// The one piece of shared mutable state: without it `print(a + b)` in a loop would compile each time.
package final class ExecutableCache: Sendable {
    static let shared = ExecutableCache()

    private struct Key: Hashable {
        let graph: Graph
        let device: Device
    }

    private struct Memory: Sendable {
        let runner: any Runner
        let byteCount: Int
    }

    private let executor: @Sendable (Device) -> any Executor
    private let cache: RunnerCache<Key, any Executable, Memory>

    /// A cache within `limits`, whose programs are compiled by the executor that `executor` gives for a device.
    package init(
        _ limits: RunnerCacheLimits = RunnerCacheLimits(),
        executor: @escaping @Sendable (Device) -> any Executor = { $0.executor }
    ) {
        self.executor = executor
        cache = RunnerCache(limits) { $0.byteCount }
    }

    /// What was compiled, made and reused so far, and what is held.
    package var counts: RunnerCacheCounts { cache.counts }

    /// Runs `graph` on `device` with the given inputs, compiling it if it is new.
    package func run(_ graph: Graph, on device: Device, _ inputs: [HostTensor]) throws
        -> [HostTensor]
    {
        let loan = try cache.borrow(Key(graph: graph, device: device)) {
            try executor(device).compile(graph)
        } make: { executable in
            let runner = try executable.makeRunner()
            let buffers = (runner.inputs + runner.outputs).reduce(0) { $0 + $1.byteCount }
            return Memory(runner: runner, byteCount: executable.arenaByteCount + buffers)
        }
        // A run that fails leaves the runner as usable as before.
        defer { cache.giveBack(loan) }
        return try loan.runner.runner.run(inputs, resultTypes: graph.outputTypes)
    }
}
