// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Synchronization

/// One epoch of a ``BatchSource``, prepared on another thread while the caller is busy with earlier batches.
///
/// ```swift
/// let batches = Prefetcher(source, epoch: 3, depth: 2)
/// while let batch = try batches.next() { … }
/// ```
/// At most `depth` batches wait at a time. Letting go of the prefetcher stops the thread after the batch
/// that it is making.
public final class Prefetcher: Sendable {
    private let queue: BatchQueue

    /// Begins to prepare the batches of an epoch.
    ///
    /// - Parameters:
    ///   - source: Makes the batches.
    ///   - epoch: The number of the epoch.
    ///   - first: The number of the first batch that is wanted, for resuming in the middle.
    ///   - depth: How many finished batches may wait, at least 1.
    public init(_ source: any BatchSource, epoch: Int = 0, from first: Int = 0, depth: Int = 2) {
        precondition(depth > 0, "Prefetcher: depth must be at least 1, got \(depth).")
        let queue = BatchQueue(depth: depth)
        self.queue = queue
        DispatchQueue(label: "martlet.prefetch", qos: .userInitiated).async {
            var index = first
            while queue.waitForPlace() {
                let result = Result { try source.batch(index, epoch: epoch) }
                queue.append(result)
                guard case .success(.some) = result else { return }
                index += 1
            }
        }
    }

    deinit { queue.cancel() }

    /// The next batch, waiting until it is there; `nil` after the last one.
    ///
    /// - Throws: What the source throws; after that there are no more batches.
    public func next() throws -> Batch? { try queue.next() }
}

/// Finished batches on their way from one thread to another.
private final class BatchQueue: Sendable {
    private struct State {
        var waiting: [Result<Batch?, any Error>] = []
        var hasEnded = false
        var isCancelled = false
    }

    private let state = Mutex(State())
    private let places = DispatchSemaphore(value: 0)
    private let finished = DispatchSemaphore(value: 0)

    init(depth: Int) {
        // A semaphore must not die with less than it was made with: so it is made with 0.
        for _ in 0..<depth { places.signal() }
    }

    /// Waits until another batch may be made; `false` if nobody wants one any more.
    func waitForPlace() -> Bool {
        places.wait()
        return state.withLock { !$0.isCancelled }
    }

    func append(_ result: Result<Batch?, any Error>) {
        state.withLock { $0.waiting.append(result) }
        finished.signal()
    }

    func next() throws -> Batch? {
        if state.withLock({ $0.hasEnded && $0.waiting.isEmpty }) { return nil }
        finished.wait()
        let result = state.withLock { state in
            let first = state.waiting.removeFirst()
            if case .success(.some) = first {} else { state.hasEnded = true }
            return first
        }
        places.signal()
        return try result.get()
    }

    func cancel() {
        state.withLock { $0.isCancelled = true }
        places.signal()
    }
}
