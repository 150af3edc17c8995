// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR
import MartletTensor

extension Lowering {
    /// Reductions over runs of neighbouring axes: one kernel for each run, the last first.
    func lowerReduction(_ operation: any Reduction, _ node: Int) -> Bool {
        let operand = plan.type(graph.instructions[node].operands[0])
        guard let reduction = CKReduction(operation), operand.dtype != .bool else { return false }
        if operand.shape.count == 0, operand.dtype.isByte {
            // The extremes of nothing are those of the type, not of what bytes are folded in.
            let empty = operation.fold([], in: operand.dtype.integerRange ?? 0...0)
            emitFill(operation.name, plan.result(node), Double(empty))
            return true
        }
        var source = plan.dense(graph.instructions[node].operands[0])
        let result = plan.result(node)
        var sizes = source.sizes
        var runs = runs(of: operation.axes.filter { sizes[$0] != 1 })
        if runs.isEmpty {
            plan.emitCopy(from: source.reshaped(to: result.sizes) ?? source, to: result)
            return true
        }
        while let run = runs.popLast() {
            let shape = (
                sizes[..<run.lowerBound].reduce(1, *), sizes[run].reduce(1, *),
                sizes[run.upperBound...].reduce(1, *)
            )
            sizes.removeSubrange(run)
            // Narrow elements are folded in wide ones from the first run to the last.
            let isLast = runs.isEmpty && (source.dtype == result.dtype)
            let target =
                isLast ? result : plan.temporary(TensorType(Shape(sizes), source.dtype.wide))
            emit(reduction, shape, from: source, to: target)
            source = target
        }
        if source != result { plan.emitConversion(from: source, to: result) }
        return true
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

    /// One step or, where few results have many elements each, the parts and what combines them.
    private func emit(
        _ reduction: CKReduction, _ shape: (outer: Int, reduced: Int, inner: Int),
        from source: View, to target: View
    ) {
        var kernel = CKReduceDescription()
        kernel.reduction = reduction
        kernel.type = CKType(source.dtype)
        kernel.outer = Int64(shape.outer)
        kernel.reduced = Int64(shape.reduced)
        kernel.inner = Int64(shape.inner)
        kernel.scale = 1
        kernel.is_wide = target.dtype != source.dtype && target.dtype == source.dtype.wide
        let nanoseconds = nanoseconds(moving: source.byteCount)
        // A tile of few columns would walk through many pages for a little of each.
        let wide = shape.outer * max(1, shape.inner * source.dtype.byteCount / 4096)
        let alone = plan.tiling.tiles(
            units: min(wide, Int(ck_reduce_units(&kernel))), nanoseconds: nanoseconds)
        var partials: View?
        let isIndex = reduction == .indexOfMaximum || reduction == .indexOfMinimum
        if !isIndex, alone < plan.tiling.mostParts {
            let parts = min(
                plan.tiling.tiles(units: shape.reduced / 16, nanoseconds: nanoseconds),
                plan.tiling.mostParts)
            if parts > alone {
                kernel.parts = Int64(parts)
                partials = plan.temporary(
                    TensorType([parts, shape.outer * shape.inner], source.dtype.wide))
            }
        }
        plan.emit(
            "reduction", reads: [source], writes: [partials ?? target], kernel,
            units: { ck_reduce_units($0) }, nanoseconds: nanoseconds,
            { ck_reduce_run($0, $1, $2, $3) }
        ) { kernel, memory in
            kernel.source = UnsafeRawPointer(memory[source])
            kernel.destination = memory[target]
            kernel.partials = partials.map { memory[$0] }
        }
        guard let partials else { return }
        plan.emit(
            "reduction", reads: [partials], writes: [target], kernel,
            units: { ck_reduce_combine_units($0) },
            nanoseconds: self.nanoseconds(moving: partials.byteCount),
            { ck_reduce_combine_run($0, $1, $2, $3) }
        ) { kernel, memory in
            kernel.destination = memory[target]
            kernel.partials = memory[partials]
        }
    }

    func lowerArgExtremum(_ operation: ArgExtremum, _ node: Int) -> Bool {
        let operand = graph.instructions[node].operands[0]
        guard plan.type(operand).dtype != .bool else { return false }
        let axis = AxisView(plan.type(operand).shape, axis: operation.axis)
        emit(
            operation.isMaximum ? .indexOfMaximum : .indexOfMinimum,
            (axis.outer, axis.size, axis.inner), from: plan.dense(operand), to: plan.result(node))
        return true
    }

    func lowerCumulativeSum(_ operation: CumulativeSum, _ node: Int) -> Bool {
        guard plan.type(node).dtype != .bool else { return false }
        let axis = AxisView(plan.type(node).shape, axis: operation.axis)
        let source = plan.dense(graph.instructions[node].operands[0])
        let result = plan.result(node)
        var kernel = CKCumulate()
        kernel.type = CKType(source.dtype)
        kernel.is_reversed = operation.isReversed
        kernel.outer = Int64(axis.outer)
        kernel.size = Int64(axis.size)
        kernel.inner = Int64(axis.inner)
        plan.emit(
            operation.name, reads: [source], writes: [result], kernel,
            units: { ck_cumulate_units($0) },
            nanoseconds: 2 * nanoseconds(moving: source.byteCount),
            { ck_cumulate_run($0, $1, $2, $3) }
        ) { kernel, memory in
            kernel.source = UnsafeRawPointer(memory[source])
            kernel.destination = memory[result]
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
