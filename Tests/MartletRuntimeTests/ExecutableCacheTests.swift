// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletReference
import MartletRuntime
import MartletTensor
import Synchronization
import Testing

@Suite struct ExecutableCacheTests {
    /// Counts what it compiles.
    private final class CountingExecutor: Executor {
        private let counter = Mutex(0)
        var count: Int { counter.withLock { $0 } }
        let name = "counting"

        /// What does the work.
        let worker: any Executor

        init(_ worker: any Executor = ReferenceExecutor()) { self.worker = worker }

        func compile(_ graph: Graph, constants: Set<Int>) throws -> any Executable {
            counter.withLock { $0 += 1 }
            return try worker.compile(graph)
        }
    }

    private let executor = CountingExecutor()

    private func cache(capacity: Int = 8) -> ExecutableCache {
        ExecutableCache(RunnerCacheLimits(programs: capacity)) { [executor] _ in executor }
    }

    private func graph(_ size: Int, adding number: Double = 1) -> Graph {
        let x = Tensor.input(0, TensorType([size], .float32))
        return Graph(computing: [x + number], from: [x])
    }

    private func ones(_ count: Int) -> HostTensor {
        HostTensor([Double](repeating: 1, count: count), shape: [count])
    }

    @Test func theSameFormIsCompiledOnce() throws {
        let cache = cache()
        for value in 0..<5 {
            let input = HostTensor([Double(value), 0], shape: [2])
            #expect(
                try cache.run(graph(2), on: .reference, [input])[0].doubles == [
                    Double(value) + 1, 1,
                ])
        }
        #expect(executor.count == 1)
    }

    @Test func otherShapesNumbersAndDevicesAreCompiledAnew() throws {
        let cache = cache()
        _ = try cache.run(graph(2), on: .reference, [ones(2)])
        _ = try cache.run(graph(3), on: .reference, [ones(3)])
        _ = try cache.run(graph(2, adding: 2), on: .reference, [ones(2)])
        _ = try cache.run(graph(2), on: .cpu(threads: 1), [ones(2)])
        _ = try cache.run(graph(2), on: .cpu(threads: 2), [ones(2)])
        #expect(executor.count == 5)
        _ = try cache.run(graph(2), on: .cpu(threads: 1), [ones(2)])
        #expect(executor.count == 5)
    }

    @Test func numbersAreToldApartByTheirBits() throws {
        let cache = cache()
        let x = Tensor.input(0, TensorType([1], .float32))
        for (number, expected) in [(0.0, Double.infinity), (-0.0, -.infinity)] {
            let graph = Graph(computing: [x / Tensor(number)], from: [x])
            #expect(try cache.run(graph, on: .reference, [ones(1)])[0].doubles == [expected])
        }
        for _ in 0..<3 { _ = try cache.run(graph(1, adding: .nan), on: .reference, [ones(1)]) }
        #expect(executor.count == 3)
    }

    @Test func theLeastRecentlyUsedGoes() throws {
        let cache = cache(capacity: 2)
        for size in [1, 2, 1, 3] { _ = try cache.run(graph(size), on: .reference, [ones(size)]) }
        #expect(executor.count == 3)
        _ = try cache.run(graph(1), on: .reference, [ones(1)])
        #expect(executor.count == 3, "1 was used after 2")
        _ = try cache.run(graph(2), on: .reference, [ones(2)])
        #expect(executor.count == 4)
    }

    @Test func manyTasksShareAProgram() async throws {
        let cache = cache()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<64 {
                group.addTask {
                    let input = HostTensor([Double(task)], shape: [1])
                    let result = try cache.run(graph(1), on: .reference, [input])[0].doubles
                    #expect(result == [Double(task) + 1])
                }
            }
            try await group.waitForAll()
        }
        #expect((1...64).contains(executor.count))
        _ = try cache.run(graph(1), on: .reference, [ones(1)])
    }

    /// Programs with much and with little working memory in turn: what is idle stays within the bound.
    @Test func idleMemoryIsBoundedInBytes() throws {
        let limits = RunnerCacheLimits(programs: 100, byteCount: 100_000)
        let executor = CountingExecutor(Device.cpu(threads: 1).executor)
        let cache = ExecutableCache(limits) { _ in executor }
        // The first sums are kept while the second are computed.
        func run(_ size: Int) throws {
            let x = Tensor.input(0, TensorType([size], .float32))
            let sums = x.cumulativeSum(0).cumulativeSum(0)
            _ = try cache.run(Graph(computing: [sums], from: [x]), on: .reference, [ones(size)])
        }
        for size in [1, 2, 3, 20_000, 22_000, 4, 24_000] {
            try run(size)
            #expect(cache.counts.idleByteCount <= 100_000)
        }
        #expect(cache.counts.idleByteCount > 24_000 * 4, "the newest is kept")
        try run(26_000)
        #expect(cache.counts.idleByteCount < 100_000, "what is larger than the bound is not kept")
        #expect(executor.count == 8)
        let made = cache.counts.made
        for size in [20_000, 26_000] { try run(size) }
        #expect(executor.count == 8, "programs are kept without memory")
        #expect(cache.counts.made == made + 2)
    }

    @Test func manyTasksLeaveFewRunnersBehind() async throws {
        let cache = ExecutableCache(RunnerCacheLimits(idlePerProgram: 2)) { [executor] _ in executor
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<64 {
                group.addTask { _ = try cache.run(graph(1), on: .reference, [ones(1)]) }
            }
            try await group.waitForAll()
        }
        #expect((1...2).contains(cache.counts.idle))
    }

    @Test func failuresLeaveTheCacheUsable() throws {
        let cache = cache()
        let (x, index) = (
            Tensor.input(0, TensorType([2], .float32)), Tensor.input(1, TensorType([], .int64))
        )
        let graph = Graph(computing: [x.take(index)], from: [x, index])
        #expect(throws: ExecutionError.self) {
            try cache.run(graph, on: .reference, [ones(2), HostTensor(integers: [7], shape: [])])
        }
        let good = try cache.run(
            graph, on: .reference, [ones(2), HostTensor(integers: [1], shape: [])])
        #expect(good[0].doubles == [1])
        #expect(executor.count == 1)
    }
}
