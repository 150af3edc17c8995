// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR
import MartletTensor

extension Lowering {
    /// Reductions over runs of neighbouring axes: one kernel for each run, the last first.
    func lowerReduction(_ operation: any Reduction, _ node: Int) -> Bool {
        guard let reduction = CKReduction(operation), isReducible(builder.type(node).dtype) else {
            return false
        }
        var source = builder.dense(graph.instructions[node].operands[0])
        let result = builder.result(node)
        var sizes = source.sizes
        var runs = runs(of: operation.axes.filter { sizes[$0] != 1 })
        if runs.isEmpty {
            builder.emitCopy(from: source.reshaped(to: result.sizes) ?? source, to: result)
            return true
        }
        while let run = runs.popLast() {
            let shape = (
                sizes[..<run.lowerBound].reduce(1, *), sizes[run].reduce(1, *),
                sizes[run.upperBound...].reduce(1, *)
            )
            sizes.removeSubrange(run)
            let type = TensorType(Shape(sizes), source.dtype)
            let target =
                runs.isEmpty
                ? result : View(dense: type, in: builder.temporary(byteCount: type.byteCount))
            emit(reduction, shape, from: source, to: target)
            source = target
        }
        return true
    }

    private func isReducible(_ dtype: DType) -> Bool {
        [.float32, .float64, .int32, .int64].contains(dtype)
    }

    /// Neighbouring axes as ranges.
    private func runs(of axes: [Int]) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        for axis in axes {
            if let last = runs.last, last.upperBound == axis {
                runs[runs.count - 1] = last.lowerBound..<(axis + 1)
            } else {
                runs.append(axis..<(axis + 1))
            }
        }
        return runs
    }

    private func emit(
        _ reduction: CKReduction, _ shape: (Int, Int, Int), from source: View, to target: View
    ) {
        let team = builder.team
        let step = PlannedStep(
            name: "reduction", reads: [source.storage], writes: [target.storage]
        ) { memory in
            var description = CKReduceDescription(
                reduction: reduction, type: CKType(source.dtype), outer: Int64(shape.0),
                reduced: Int64(shape.1), inner: Int64(shape.2), scale: 1,
                source: UnsafeRawPointer(memory[source]), destination: memory[target], team: team)
            return try BoundStep(
                { ck_reduce_run($0) }, made: ck_reduce_create(&description),
                release: { ck_reduce_destroy($0) })
        }
        builder.emit(step)
    }

    func lowerArgExtremum(_ operation: ArgExtremum, _ node: Int) -> Bool {
        let operand = graph.instructions[node].operands[0]
        guard isReducible(builder.type(operand).dtype) else { return false }
        let axis = AxisView(builder.type(operand).shape, axis: operation.axis)
        emit(
            operation.isMaximum ? .indexOfMaximum : .indexOfMinimum,
            (axis.outer, axis.size, axis.inner), from: builder.dense(operand),
            to: builder.result(node))
        return true
    }

    func lowerCumulativeSum(_ operation: CumulativeSum, _ node: Int) -> Bool {
        guard isReducible(builder.type(node).dtype) else { return false }
        let axis = AxisView(builder.type(node).shape, axis: operation.axis)
        let source = builder.dense(graph.instructions[node].operands[0])
        let result = builder.result(node)
        builder.emit(
            operation.name, reads: [source], writes: [result], { ck_cumulate_run($0) }
        ) { memory in
            CKCumulate(
                type: CKType(source.dtype), is_reversed: operation.isReversed,
                outer: Int64(axis.outer), size: Int64(axis.size), inner: Int64(axis.inner),
                source: UnsafeRawPointer(memory[source]), destination: memory[result])
        }
        return true
    }
}

extension CKReduction {
    /// The kernel for a reduction.
    fileprivate init?(_ operation: any Reduction) {
        switch operation {
        case is Sum: self = .sum
        case is MartletTensor.Product: self = .product
        case is ReduceMaximum: self = .maximum
        case is ReduceMinimum: self = .minimum
        default: return nil
        }
    }
}
