// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR
import MartletTensor

/// Steps of recurrent cells whole: one pass over their gates instead of one for each instruction.
extension Lowering {
    func lowerLSTMCell(_ cell: LSTMCell, _ node: Int) -> Bool {
        let operands = rows(graph.instructions[node].operands)
        let results = plan.results(node, movingFrom: 0, withAllLoops: true)
        let (gates, before) = (operands[0], operands[1])
        emit(
            cell, reads: operands, writes: results, sigmoids: 5,
            { ck_lstm_cell_run($0, $1, $2, $3) },
            [
                (\.gates, gates), (\.cell, before), (\.state, results[0]), (\.next, results[1]),
                (\.kept, results[2]),
            ])
        return true
    }

    func lowerLSTMCellGradient(_ gradient: LSTMCellGradient, _ node: Int) -> Bool {
        let operands = rows(graph.instructions[node].operands)
        let results = plan.results(node, movingFrom: 0, withAllLoops: true)
        emit(
            gradient, reads: operands, writes: results, sigmoids: 1,
            { ck_lstm_cell_gradient_run($0, $1, $2, $3) },
            [
                (\.kept, operands[0]), (\.cell, operands[1]), (\.state, operands[2]),
                (\.next, operands[3]), (\.gates, results[0]), (\.by_cell, results[1]),
            ])
        return true
    }

    /// Operands as rows that may move, copied where their elements do not lie side by side.
    private func rows(_ values: [Int]) -> [View] {
        values.map { value in
            let view = plan.movingView(value)
            return view.isDense ? view : plan.dense(value)
        }
    }

    /// About how long a sigmoid takes beside a product, in elements.
    private static let nanosecondsPerSigmoid = 0.1

    private func emit(
        _ operation: any Operation, reads: [View], writes: [View], sigmoids: Int,
        _ run: @escaping StepFunction,
        _ places: [(field: WritableKeyPath<CKLSTMCell, CKRows>, view: View)]
    ) {
        let cell = reads[1]
        var kernel = CKLSTMCell()
        kernel.units = Int64(cell.sizes.last ?? 1)
        kernel.rows = Int64(cell.count) / max(kernel.units, 1)
        for (field, view) in places { kernel[keyPath: field] = CKRows(view) }
        let views = reads + writes
        let rounds = plan.rounds.moving(views)
        plan.emit(
            operation.name, reads: reads, rounds: rounds, writes: writes, kernel, as: "recurrent",
            units: { $0.pointee.rows },
            nanoseconds: Double(cell.count * sigmoids) * Self.nanosecondsPerSigmoid,
            bytes: views.reduce(0) { $0 + $1.byteCount }, run
        ) { kernel, memory in
            for (field, view) in places {
                kernel[keyPath: field].elements = memory.mutableFloats(view)
            }
            kernel.rounds = memory.counts(rounds)
        }
    }
}

extension CKRows {
    /// How dense rows lie, but for their address.
    fileprivate init(_ view: View) {
        self.init()
        row_stride = Int64(view.sizes.last ?? 1)
        motion = view.motion.scaled(by: view.dtype.byteCount)
    }
}
