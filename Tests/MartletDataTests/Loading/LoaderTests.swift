// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletIR
import Testing

@Suite struct LoaderTests {
    private func numbers(_ count: Int) throws -> Dataset {
        try Dataset(
            inputs: (0..<count).map { [Float($0), -Float($0)] }, labels: Array(0..<count))
    }

    @Test func coversTheDataOncePerEpoch() throws {
        let loader = try Loader(numbers(10), batchSize: 4, shuffle: 1)
        #expect(loader.batchCount == 3)
        #expect((0..<3).map(loader.size(ofBatch:)) == [4, 4, 2])
        loader.begin(epoch: 0)
        let first = (0..<3).flatMap(loader.rows(ofBatch:))
        #expect(first.sorted() == Array(0..<10))
        loader.begin(epoch: 1)
        #expect((0..<3).flatMap(loader.rows(ofBatch:)) != first)
    }

    @Test func anEpochsOrderDependsOnSeedAndNumberAlone() throws {
        let straight = try Loader(numbers(50), batchSize: 50, shuffle: 9)
        for epoch in 0..<5 { straight.begin(epoch: epoch) }
        let resumed = try Loader(numbers(50), batchSize: 50, shuffle: 9)
        resumed.begin(epoch: 4)
        #expect(straight.rows(ofBatch: 0) == resumed.rows(ofBatch: 0))
        let other = try Loader(numbers(50), batchSize: 50, shuffle: 10)
        other.begin(epoch: 4)
        #expect(other.rows(ofBatch: 0) != resumed.rows(ofBatch: 0))
    }

    @Test func withoutASeedTheOrderStays() throws {
        let loader = try Loader(numbers(5), batchSize: 2)
        loader.begin(epoch: 3)
        #expect((0..<3).map(loader.rows(ofBatch:)) == [[0, 1], [2, 3], [4]])
    }

    @Test func theRemainderCanBeDropped() throws {
        let loader = try Loader(numbers(10), batchSize: 4, dropsRemainder: true)
        #expect(loader.batchCount == 2)
        #expect(loader.fullBatchCount == 2)
    }

    @Test func badSizesAreRefused() throws {
        let data = try numbers(3)
        #expect(throws: DataError.self) { try Loader(data, batchSize: 0) }
        #expect(throws: DataError.self) { try Loader(data, batchSize: -4) }
        #expect(throws: DataError.self) { try Loader(data, batchSize: 4, dropsRemainder: true) }
        #expect(throws: DataError.self) { try Loader(data.prefix(0), batchSize: 1) }
        #expect(try Loader(data, batchSize: .max).batchCount == 1)
    }

    @Test func writesIntoTheCallersMemory() throws {
        let pixels = HostTensor(scalars: (0..<12).map { UInt8($0 * 20) }, shape: [6, 2])
        let labels = HostTensor(scalars: [0, 1, 2, 3, 4, 5] as [UInt8], shape: [6])
        let data = try Dataset(inputs: [Features(pixels, scale: 0.5, offset: 1)], targets: [labels])
        let loader = try Loader(data, batchSize: 4)
        let (x, y, w) = (Buffer(byteCount: 32), Buffer(byteCount: 16), Buffer(byteCount: 16))
        let writer = try loader.writer(
            into: BatchMemory(
                inputs: [BatchSlot(x.pointer, .float32)], targets: [BatchSlot(y.pointer, .int32)],
                weights: BatchSlot(w.pointer, .float32)))
        loader.write(0, with: writer)
        #expect(
            HostTensor(TensorType([8], .float32), x).doubles == [1, 11, 21, 31, 41, 51, 61, 71])
        #expect(HostTensor(TensorType([4], .int32), y).integers == [0, 1, 2, 3])
        #expect(HostTensor(TensorType([4], .float32), w).doubles == [1, 1, 1, 1])
        loader.write(1, with: writer)
        #expect(HostTensor(TensorType([4], .float32), x).doubles == [81, 91, 101, 111])
    }

    @Test func slotsMustMatchTheData() throws {
        let loader = try Loader(numbers(3), batchSize: 1)
        #expect(throws: DataError.self) { try loader.writer(into: BatchMemory(inputs: [])) }
    }

    @Test func batchesCanBeIterated() throws {
        let batches = try numbers(7).batched(3, shuffle: 2)
        #expect(batches.count == 3)
        var seen: [Int64] = []
        for batch in batches {
            #expect(batch.inputs[0].shape == [batch.count, 2])
            #expect(batch.inputs[0].doubles[0] == Double(batch.targets[0].integers[0]))
            seen += batch.targets[0].integers
        }
        #expect(seen.sorted() == Array(0..<7))
    }
}
