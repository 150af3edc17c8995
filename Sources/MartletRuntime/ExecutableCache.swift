// SPDX-License-Identifier: Apache-2.0
package import MartletCompiler
package import MartletIR
private import Synchronization

/// Compiled programs of expressions seen before, with runners that wait for their next use.
///
/// The one piece of shared mutable state: without it `print(a + b)` in a loop would compile each time. What it holds
/// never changes a result.
package final class ExecutableCache: Sendable {
    static let shared = ExecutableCache(capacity: 256)

    private struct Key: Hashable {
        let graph: Graph
        let device: Device
    }

    private struct Entry {
        let executable: any Executable
        var idle: [any Runner] = []
        var lastUse = 0
    }

    private struct State {
        var entries: [Key: Entry] = [:]
        var clock = 0
    }

    private let capacity: Int
    private let executor: @Sendable (Device) -> any Executor
    private let state = Mutex(State())

    /// A cache of at most `capacity` programs, compiled by the executor that `executor` gives for a device.
    package init(
        capacity: Int, executor: @escaping @Sendable (Device) -> any Executor = { $0.executor }
    ) {
        self.capacity = max(1, capacity)
        self.executor = executor
    }

    /// Runs `graph` on `device` with the given inputs, compiling it if it is new.
    package func run(_ graph: Graph, on device: Device, _ inputs: [HostTensor]) throws
        -> [HostTensor]
    {
        let key = Key(graph: graph, device: device)
        let runner = try idleRunner(key) ?? makeRunner(key)
        let results = try runner.run(inputs, resultTypes: graph.outputTypes)
        state.withLock { $0.entries[key]?.idle.append(runner) }
        return results
    }

    private func idleRunner(_ key: Key) -> (any Runner)? {
        state.withLock { state in
            state.clock += 1
            state.entries[key]?.lastUse = state.clock
            return state.entries[key]?.idle.popLast()
        }
    }

    private func makeRunner(_ key: Key) throws -> any Runner {
        if let known = state.withLock({ $0.entries[key]?.executable }) {
            return try known.makeRunner()
        }
        let executable = try executor(key.device).compile(key.graph)
        state.withLock { state in
            if state.entries.count >= capacity { Self.evictOldest(&state) }
            state.entries[key] = Entry(executable: executable, lastUse: state.clock)
        }
        return try executable.makeRunner()
    }

    private static func evictOldest(_ state: inout State) {
        let oldest = state.entries.min { $0.value.lastUse < $1.value.lastUse }
        if let oldest { state.entries[oldest.key] = nil }
    }
}
