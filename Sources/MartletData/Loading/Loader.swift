// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// Deals a data set out in batches, epoch after epoch, straight into a program's input buffers.
///
/// ```swift
/// let loader = try Loader(train, batchSize: 32, shuffle: 7)
/// let writer = try loader.writer(into: memory)         // once per program
/// loader.begin(epoch: 3)
/// for batch in 0..<loader.fullBatchCount { loader.write(batch, with: writer); … }
/// ```
/// The order of an epoch depends on the seed and the number of the epoch alone, so a run resumes exactly.
/// Neither `begin` nor `write` allocates.
public final class Loader {
    /// What is dealt out.
    public let dataset: Dataset
    /// Examples in every batch but perhaps the last.
    public let batchSize: Int
    /// The seed of the order; `nil` keeps the order of the data.
    public let seed: UInt64?
    /// Batches in an epoch.
    public let batchCount: Int
    /// Batches in an epoch that have `batchSize` examples.
    public let fullBatchCount: Int
    /// Row numbers in the order of the epoch.
    private let order: UnsafeMutableBufferPointer<Int64>

    /// Batches of `dataset`.
    ///
    /// - Parameters:
    ///   - dataset: What is dealt out.
    ///   - batchSize: Examples in a batch; the last one of an epoch holds what is left.
    ///   - seed: Decides the order in which examples come; `nil` keeps the order of the data.
    ///   - dropsRemainder: Leaves the last batch out if it is not full.
    /// - Throws: ``DataError`` if there are no examples, `batchSize` is below 1, or no batch is left.
    public convenience init(
        _ dataset: Dataset, batchSize: Int, shuffle seed: UInt64? = nil,
        dropsRemainder: Bool = false
    ) throws {
        self.init(
            try BatchedDataset(
                dataset, batchSize: batchSize, seed: seed, dropsRemainder: dropsRemainder))
    }

    init(_ batches: BatchedDataset) {
        dataset = batches.dataset
        batchSize = batches.batchSize
        seed = batches.seed
        fullBatchCount = batches.fullBatchCount
        batchCount = batches.count
        order = .allocate(capacity: dataset.count)
        for index in order.indices { order.initializeElement(at: index, to: Int64(index)) }
    }

    deinit { order.deallocate() }

    /// Examples in the batch of the given number.
    public func size(ofBatch batch: Int) -> Int {
        batch < fullBatchCount ? batchSize : dataset.count - fullBatchCount * batchSize
    }

    /// Puts the examples into the order of the epoch of the given number.
    public func begin(epoch: Int) {
        guard let seed else { return }
        EpochOrder.shuffle(order, seed: seed, epoch: epoch)
    }

    /// The row numbers of a batch in the current epoch.
    public func rows(ofBatch batch: Int) -> [Int] { rowNumbers(batch).map { Int($0) } }

    private func rowNumbers(_ batch: Int) -> UnsafeBufferPointer<Int64> {
        precondition(batch >= 0 && batch < batchCount, "Loader: there is no batch \(batch).")
        let start = batch * batchSize
        return UnsafeBufferPointer(rebasing: order[start..<start + size(ofBatch: batch)])
    }
}

/// Where the parts of a batch go: memory of a program, one slot per input and target of the data set.
package struct BatchMemory {
    /// One slot per input.
    package var inputs: [BatchSlot]
    /// One slot per target; fewer, or none, if the program needs only the first ones.
    package var targets: [BatchSlot]
    /// Where sample weights go; a data set without weights fills it with ones.
    package var weights: BatchSlot?

    /// Memory for the given parts.
    package init(inputs: [BatchSlot], targets: [BatchSlot] = [], weights: BatchSlot? = nil) {
        self.inputs = inputs
        self.targets = targets
        self.weights = weights
    }
}

extension Loader {
    /// What a batch needs to be written into certain memory; made once, used every step.
    ///
    /// It refers to the data and the memory by bare pointers: the loader and the memory must outlive it.
    package struct Writer {
        fileprivate let copies: [RowCopy]
        /// Where ones go if the data set has no weights.
        fileprivate let ones: BatchSlot?
    }

    /// Prepares writing batches into `memory`, whose slots must be large enough for them.
    ///
    /// Large batches are copied by at most `threads` threads.
    /// - Throws: ``DataError`` if the data set has not as many inputs and targets as `memory` has slots.
    package func writer(into memory: BatchMemory, threads: Int = 1) throws -> Writer {
        guard memory.inputs.count == dataset.inputs.count,
            memory.targets.count <= dataset.targets.count
        else {
            throw DataError(
                .shapeMismatch,
                "\(dataset.name) has \(dataset.inputs.count) inputs and \(dataset.targets.count) targets, "
                    + "but \(memory.inputs.count) and \(memory.targets.count) are needed")
        }
        var copies = zip(dataset.inputs, memory.inputs).map { RowCopy($0, to: $1) }
        copies += zip(dataset.targets, memory.targets).map { RowCopy($0, to: $1) }
        if let weights = dataset.weights, let slot = memory.weights {
            copies.append(RowCopy(weights, to: slot))
        }
        for index in copies.indices { copies[index].threads = threads }
        return Writer(copies: copies, ones: dataset.weights == nil ? memory.weights : nil)
    }

    /// Writes a batch of the current epoch: inputs scaled, targets and weights converted to their slots' types.
    package func write(_ batch: Int, with writer: Writer) {
        let rows = rowNumbers(batch)
        for copy in writer.copies { copy.gather(rows: rows) }
        guard let slot = writer.ones else { return }
        let one = slot.pointer.assumingMemoryBound(to: Float.self)
        for index in rows.indices { one[index] = 1 }
    }

    /// A batch of the current epoch in memory of its own: inputs as float32, targets as they are stored.
    public func batch(_ batch: Int) -> Batch {
        let rows = rowNumbers(batch)
        return Batch(
            gatheredInputs: dataset.inputs.map { Self.gathered($0, rows, as: .float32) },
            targets: dataset.targets.map { Self.gathered(Features($0), rows, as: $0.dtype) },
            weights: dataset.weights.map { Self.gathered(Features($0), rows, as: .float32) })
    }

    private static func gathered(
        _ features: Features, _ rows: UnsafeBufferPointer<Int64>, as dtype: DType
    ) -> HostTensor {
        let shape = Shape([rows.count] + features.exampleShape.sizes)
        return HostTensor(TensorType(shape, dtype)) { bytes in
            guard let target = bytes.baseAddress else { return }
            RowCopy(features, to: BatchSlot(target, dtype)).gather(rows: rows)
        }
    }
}
