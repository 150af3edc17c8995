// SPDX-License-Identifier: Apache-2.0

/// Batches that are made on demand: read from a disk, drawn at random, augmented.
///
/// A batch is a function of its number and the epoch, so that a run can resume in the middle. Batches are made
/// on another thread, one at a time, while the network learns from the one before: see ``Prefetcher``.
public protocol BatchSource: Sendable {
    /// How many batches an epoch has; `nil` if only the end will tell.
    var batchCount: Int? { get }

    /// The batch of the given number, from 0; `nil` after the last one of the epoch.
    func batch(_ index: Int, epoch: Int) throws -> Batch?
}

/// Batches that a function makes.
///
/// ```swift
/// let source = GeneratedBatches(count: 100) { index, epoch in
///     try Batch(inputs: [noise(seed: index + 100 * epoch)], targets: [labels])
/// }
/// ```
public struct GeneratedBatches: BatchSource {
    /// How many batches an epoch has; `nil` if only the end will tell.
    public let batchCount: Int?
    private let make: @Sendable (_ index: Int, _ epoch: Int) throws -> Batch?

    /// Batches that `make` makes, given the number of the batch and of the epoch.
    ///
    /// - Parameters:
    ///   - count: How many batches an epoch has; `nil` if `make` returns `nil` at its end.
    ///   - make: Called on another thread, for one batch at a time.
    public init(
        count: Int? = nil,
        _ make: @escaping @Sendable (_ index: Int, _ epoch: Int) throws -> Batch?
    ) {
        batchCount = count
        self.make = make
    }

    /// The batch of the given number; `nil` after the last one of the epoch.
    public func batch(_ index: Int, epoch: Int) throws -> Batch? {
        if let batchCount, index >= batchCount { return nil }
        return try make(index, epoch)
    }
}

extension BatchedDataset: BatchSource {
    /// How many batches an epoch has.
    public var batchCount: Int? { count }

    /// The batch of the given number in the given epoch; `nil` after the last one.
    ///
    /// Each call shuffles anew; whoever wants all batches of an epoch iterates instead.
    public func batch(_ index: Int, epoch: Int) throws -> Batch? {
        guard (0..<count).contains(index) else { return nil }
        let loader = Loader(self)
        loader.begin(epoch: epoch)
        return loader.batch(index)
    }
}
