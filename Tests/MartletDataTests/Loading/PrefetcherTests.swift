// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletIR
import MartletSystem
import Synchronization
import Testing

@Suite struct PrefetcherTests {
    struct Refusal: Error {}

    private static func batch(_ number: Int) throws -> Batch {
        try Batch(inputs: [HostTensor([Double(number)], shape: [1, 1])])
    }

    private func numbers(_ batches: Prefetcher) throws -> [Double] {
        var numbers: [Double] = []
        while let batch = try batches.next() { numbers += batch.inputs[0].doubles }
        return numbers
    }

    @Test(arguments: [1, 2, 7])
    func batchesComeInOrder(depth: Int) throws {
        let source = GeneratedBatches(count: 5) { try Self.batch($0 + 100 * $1) }
        let batches = Prefetcher(source, epoch: 3, depth: depth)
        #expect(try numbers(batches) == [300, 301, 302, 303, 304])
        #expect(try batches.next()?.count == nil)
        #expect(try numbers(Prefetcher(source, from: 3)) == [3, 4])
    }

    @Test func theFunctionMayEndTheEpoch() throws {
        let source = GeneratedBatches { index, _ in index < 3 ? try Self.batch(index) : nil }
        #expect(try numbers(Prefetcher(source)) == [0, 1, 2])
    }

    @Test func errorsArriveInTheirPlace() throws {
        let source = GeneratedBatches { index, _ in
            guard index < 2 else { throw Refusal() }
            return try Self.batch(index)
        }
        let batches = Prefetcher(source, depth: 8)
        #expect(try batches.next()?.count == 1)
        #expect(try batches.next()?.count == 1)
        #expect(throws: Refusal.self) { try batches.next() }
        #expect(try batches.next()?.count == nil)
    }

    @Test func doesNotRunFarAhead() throws {
        final class Counter: Sendable { let value = Atomic(0) }
        let made = Counter()
        let source = GeneratedBatches { index, _ in
            made.value.add(1, ordering: .relaxed)
            return try Self.batch(index)
        }
        let batches = Prefetcher(source, depth: 3)
        for _ in 0..<10 { _ = try batches.next() }
        usleep(20_000)
        #expect((10...13).contains(made.value.load(ordering: .relaxed)))
    }

    @Test func datasetsAreSourcesToo() throws {
        let data = try Dataset(inputs: (0..<5).map { [Float($0)] }, labels: [0, 0, 0, 0, 0])
        let batched = try data.batched(2, shuffle: 1)
        #expect(batched.batchCount == 3)
        let direct = batched.flatMap { $0.inputs[0].doubles }
        #expect(try numbers(Prefetcher(batched)) == direct)
    }

    @Test func partsOfABatchMustAgree() {
        #expect(throws: DataError.self) {
            try Batch(
                inputs: [HostTensor([1, 2], shape: [2])], targets: [HostTensor([1], shape: [1])])
        }
    }
}
