// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletIR
import MartletRuntime

/// A step's program for full batches, and one for the last batch if that is smaller; each with its writer.
///
/// The programs are given back at the end of its life.
final class BatchFeed {
    private let loader: Loader
    private let programs: ProgramCache
    private var loans: [ProgramCache.Loan] = []
    private var full: (program: Program, writer: Loader.Writer)?
    private var rest: (program: Program, writer: Loader.Writer)?

    /// Programs of `step` for the batches of `loader`, whose types `types` says for each size.
    init(
        _ loader: Loader, _ step: some Step, from programs: ProgramCache,
        types: (_ batchSize: Int) -> BatchTypes
    ) throws {
        self.loader = loader
        self.programs = programs
        if loader.fullBatchCount > 0 { full = try prepared(step, types(loader.batchSize)) }
        if loader.batchCount > loader.fullBatchCount {
            rest = try prepared(step, types(loader.size(ofBatch: loader.batchCount - 1)))
        }
    }

    deinit {
        for loan in loans { programs.giveBack(loan) }
    }

    private func prepared(_ step: some Step, _ types: BatchTypes) throws -> (Program, Loader.Writer)
    {
        let loan = try step.borrow(types, from: programs)
        loans.append(loan)
        let memory = BatchMemory(types, buffers: loan.runner.batch)
        return (loan.runner, try loader.writer(into: memory, threads: Device.current.threads))
    }

    /// Writes a batch into its program's memory and hands the program to `body`.
    @inline(__always)
    func withBatch(_ batch: Int, _ body: (Program, _ size: Int) throws -> Void) rethrows {
        let isFull = batch < loader.fullBatchCount
        guard let (program, writer) = isFull ? full : rest else { return }
        loader.write(batch, with: writer)
        try body(program, isFull ? loader.batchSize : loader.size(ofBatch: batch))
    }
}

extension BatchMemory {
    /// The memory of a batch: buffers of inputs, targets and weights, in this order.
    init(_ types: BatchTypes, buffers: [Buffer]) {
        let all = types.inputs + types.targets + (types.hasWeights ? [types.weights] : [])
        let slots = strictZip(buffers, all).map { BatchSlot($0.pointer, $1.dtype) }
        let targets = types.inputs.count + types.targets.count
        self.init(
            inputs: Array(slots[..<types.inputs.count]),
            targets: Array(slots[types.inputs.count..<targets]),
            weights: types.hasWeights ? slots[targets] : nil)
    }
}
