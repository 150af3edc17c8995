// SPDX-License-Identifier: Apache-2.0

extension Dataset {
    /// The data in batches, for loops of one's own.
    ///
    /// ```swift
    /// for epoch in 0..<10 {
    ///     for batch in try data.batched(32, shuffle: 7, epoch: epoch) { … }
    /// }
    /// ```
    /// - Parameters:
    ///   - size: Examples in a batch; the last one holds what is left.
    ///   - seed: Decides the order; `nil` keeps the order of the data.
    ///   - epoch: The number of the pass: each has an order of its own.
    ///   - dropsRemainder: Leaves the last batch out if it is not full.
    /// - Returns: One pass over the data.
    /// - Throws: ``DataError`` if there are no examples, `size` is below 1, or no batch is left.
    public func batched(
        _ size: Int, shuffle seed: UInt64? = nil, epoch: Int = 0, dropsRemainder: Bool = false
    ) throws -> BatchedDataset {
        try BatchedDataset(
            self, batchSize: size, seed: seed, epoch: epoch, dropsRemainder: dropsRemainder)
    }
}

/// One pass over a data set, batch after batch.
public struct BatchedDataset: Sendable {
    let dataset: Dataset
    let batchSize: Int
    let seed: UInt64?
    let epoch: Int
    /// How many batches have `batchSize` examples.
    let fullBatchCount: Int
    /// How many batches there are.
    public let count: Int

    init(
        _ dataset: Dataset, batchSize: Int, seed: UInt64?, epoch: Int = 0, dropsRemainder: Bool
    ) throws {
        guard !dataset.isEmpty else { throw DataError.empty(dataset) }
        guard batchSize > 0 else {
            throw DataError(.invalidValue, "a batch needs at least 1 example, not \(batchSize)")
        }
        self.dataset = dataset
        self.batchSize = batchSize
        self.seed = seed
        self.epoch = epoch
        fullBatchCount = dataset.count / batchSize
        let hasShortBatch = dataset.count % batchSize > 0 && !dropsRemainder
        count = fullBatchCount + (hasShortBatch ? 1 : 0)
        guard count > 0 else {
            throw DataError(
                .invalidValue,
                "\(dataset.name) has \(dataset.count) examples: not one full batch of \(batchSize)",
                hint: "use a smaller batch, or keep the remainder")
        }
    }
}

extension BatchedDataset: Sequence {
    /// Begins the pass from the first batch.
    public func makeIterator() -> Iterator { Iterator(self) }

    /// How many batches there are.
    public var underestimatedCount: Int { count }

    /// Gathers one batch at a time.
    public struct Iterator: IteratorProtocol {
        private let loader: Loader
        private var batch = 0

        init(_ batches: BatchedDataset) {
            loader = Loader(batches)
            loader.begin(epoch: batches.epoch)
        }

        /// The next batch; `nil` after the last one.
        public mutating func next() -> Batch? {
            guard batch < loader.batchCount else { return nil }
            defer { batch += 1 }
            return loader.batch(batch)
        }
    }
}

extension DataError {
    static func empty(_ dataset: Dataset) -> DataError {
        DataError(
            .invalidValue, "\(dataset.name) has no examples",
            hint: "has a split or a filter taken all of them?")
    }
}
