// SPDX-License-Identifier: Apache-2.0
import CKernels
import COneDNN
import MartletIR

/// A primitive with the arguments of its first block.
struct BlockPrimitive {
    /// An argument: where it lies for the first block, and how many elements on for the next.
    struct Argument {
        let slot: MDNNSlot
        let layout: MDNNLayout
        let view: View
        var step = 0
    }

    let primitive: Primitive
    let arguments: [Argument]
    /// Rows of the result, for what is done with it in the end.
    var rows = 0
    var columns = 0
    /// What owns the layouts.
    var owners: [AnyObject] = []
}

extension PlanBuilder {
    /// Steps of oneDNN: one primitive for all blocks, but perhaps another for a smaller last one.
    ///
    /// - Parameters:
    ///   - name: The operation.
    ///   - blocks: How many there are.
    ///   - whole: The primitive of all blocks but perhaps the last.
    ///   - last: The primitive of the last block.
    ///   - rectifiedRowStride: Elements from row to row of a result whose blocks go through ReLU; oneDNN's own would
    ///     turn NaN into 0.
    ///   - cost: That of all blocks.
    func emit(
        _ name: String, blocks: Int, _ whole: BlockPrimitive, last: BlockPrimitive? = nil,
        rectifiedRowStride: Int? = nil, cost: Cost
    ) {
        let parts = [whole] + (last.map { [$0] } ?? [])
        let lane = parts.map { $0.primitive.byteCount($0.primitive.layout(.scratchpad)) }.max() ?? 0
        // Lanes do not share cache lines.
        let laneStep = (lane + 127) / 64 * 64
        let scratch = temporary(byteCount: laneStep * lanes)
        let arguments = parts.flatMap(\.arguments)
        let step = PlannedStep(
            name: name,
            reads: arguments.filter { !$0.slot.isResult }.map(\.view.storage),
            writes: arguments.filter { $0.slot.isResult }.map(\.view.storage) + [scratch],
            kernel: "oneDNN \(whole.primitive.implementation)",
            work: work(units: blocks, cost)
        ) { memory in
            var description = MDNNExecutionDescription()
            description.lanes = Int32(memory.lanes)
            description.blocks = Int64(blocks)
            description.scratch = memory[scratch]
            description.scratch_step = Int64(laneStep)
            if let rectifiedRowStride {
                let position = whole.arguments.firstIndex { $0.slot == .destination } ?? 0
                description.finish = MDNNFinish(
                    run: { ck_rectify($0, $1, $2, $3) }, result: Int32(position),
                    row_stride: Int64(rectifiedRowStride))
            }
            return try whole.bind(&description, last: last, memory)
        }
        emit(step)
    }
}

extension BlockPrimitive {
    /// The step, given what it needs to know besides the primitives.
    fileprivate func bind(
        _ description: inout MDNNExecutionDescription, last: BlockPrimitive?, _ memory: Memory
    ) throws -> BoundStep {
        let library = primitive.library
        var execution: OpaquePointer?
        let status = withBlock(memory) { whole in
            description.whole = whole
            guard let last else {
                return mdnn_execution_create(
                    library.table, library.engine, &description, &execution)
            }
            return last.withBlock(memory) { block in
                description.last = block
                return mdnn_execution_create(
                    library.table, library.engine, &description, &execution)
            }
        }
        try library.check(status, "an execution")
        guard let execution else { throw ExecutionError(problem: "out of memory") }
        let owners = [self] + (last.map { [$0] } ?? [])
        let context = ForeignContext(
            execution,
            release: { pointer in
                withExtendedLifetime(owners) { mdnn_execution_destroy(pointer) }
            },
            explain: { "oneDNN: \(String(cString: mdnn_status_text($0)))" })
        return BoundStep(
            run: { mdnn_execution_run($0, $1, $2, $3) },
            address: UnsafeMutableRawPointer(execution), context: context)
    }

    private func withBlock(_ memory: Memory, _ body: (MDNNBlock) -> Int32) -> Int32 {
        let operands = arguments.map { argument in
            MDNNOperand(
                slot: argument.slot, layout: argument.layout, address: memory[argument.view],
                step: Int64(argument.step * argument.view.dtype.byteCount))
        }
        return operands.withUnsafeBufferPointer { operands in
            body(
                MDNNBlock(
                    primitive: primitive.handle, scratchpad: primitive.layout(.scratchpad),
                    operands: operands.baseAddress, count: Int32(operands.count),
                    rows: Int64(rows), columns: Int64(columns)))
        }
    }
}

extension MDNNSlot {
    /// Whether a primitive writes the argument.
    fileprivate var isResult: Bool {
        switch self {
        case .destination, .sourceGradient, .weightsGradient, .biasGradient: true
        default: false
        }
    }
}
