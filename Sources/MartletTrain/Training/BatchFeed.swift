// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletRuntime

/// A step's program for full batches, and one for the last batch if that is smaller; each with its writer.
struct BatchFeed<Step> {
    private let loader: Loader
    private let full: (step: Step, writer: Loader.Writer)?
    private let rest: (step: Step, writer: Loader.Writer)?

    /// Steps for the batches of `loader`, made by `make` for each size that occurs.
    init(
        _ loader: Loader, make: (_ batchSize: Int) throws -> Step, memory: (Step) -> BatchMemory
    ) throws {
        let threads = Device.current.threads
        func prepared(_ batchSize: Int) throws -> (Step, Loader.Writer) {
            let step = try make(batchSize)
            return (step, try loader.writer(into: memory(step), threads: threads))
        }
        self.loader = loader
        full = loader.fullBatchCount > 0 ? try prepared(loader.batchSize) : nil
        let hasRest = loader.batchCount > loader.fullBatchCount
        rest = hasRest ? try prepared(loader.size(ofBatch: loader.batchCount - 1)) : nil
    }

    /// The steps, with the sizes of their batches.
    var steps: [(step: Step, size: Int)] {
        var steps: [(step: Step, size: Int)] = []
        if let full { steps.append((full.step, loader.batchSize)) }
        if let rest { steps.append((rest.step, loader.size(ofBatch: loader.batchCount - 1))) }
        return steps
    }

    /// Writes a batch into its step's memory and hands both to `body`.
    @inline(__always)
    func withBatch(_ batch: Int, _ body: (Step, _ size: Int) throws -> Void) rethrows {
        let isFull = batch < loader.fullBatchCount
        guard let (step, writer) = isFull ? full : rest else { return }
        loader.write(batch, with: writer)
        try body(step, isFull ? loader.batchSize : loader.size(ofBatch: batch))
    }
}
