// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR
import MartletTensor

extension Lowering {
    /// The indices of an operation, as int32 or int64.
    private func indices(_ node: Int) -> View {
        let value = graph.instructions[node].operands[1]
        return plan.type(value).dtype == .int32 ? plan.dense(value) : plan.dense(value, as: .int64)
    }

    /// Where sums at indices are made: elements of 16 bits are added up in float32 and rounded afterwards.
    private func sums(_ node: Int) -> (sums: View, result: View) {
        let result = plan.result(node)
        guard result.dtype.isFloating, result.dtype.wide != result.dtype else {
            return (result, result)
        }
        return (plan.temporary(TensorType(Shape(result.sizes), result.dtype.wide)), result)
    }

    /// A step that ends the program if an index is outside an axis: what comes after may trust them.
    private func emitCheck(_ name: String, _ indices: View, size: Int) {
        var check = CKCheckIndices()
        check.index_type = CKType(indices.dtype)
        check.count = Int64(indices.count)
        check.size = Int64(size)
        check.failed = -1
        plan.emit(
            name, reads: [indices], writes: [], check, units: { _ in 1 },
            nanoseconds: nanoseconds(moving: indices.byteCount),
            { ck_check_indices_run($0, $1, $2, $3) },
            explain: { check, _ in
                unfit(check.indices, check.index_type, check.failed, size)
            }
        ) { check, memory in check.indices = UnsafeRawPointer(memory[indices]) }
    }

    func lowerTake(_ operation: Take, _ node: Int) -> Bool {
        let operands = graph.instructions[node].operands
        let axis = AxisView(plan.type(operands[0]).shape, axis: operation.axis)
        let (source, indices) = (plan.dense(operands[0]), indices(node))
        let result = plan.result(node)
        emitCheck(operation.name, indices, size: axis.size)
        var gather = CKGather()
        gather.outer = Int64(axis.outer)
        gather.size = Int64(axis.size)
        gather.count = Int64(indices.count)
        gather.inner_bytes = Int64(axis.inner * source.dtype.byteCount)
        gather.index_type = CKType(indices.dtype)
        plan.emit(
            operation.name, reads: [source, indices], writes: [result], gather,
            units: { ck_gather_units($0) },
            nanoseconds: 2 * nanoseconds(moving: result.byteCount),
            { ck_gather_run($0, $1, $2, $3) }
        ) { gather, memory in
            gather.source = UnsafeRawPointer(memory[source])
            gather.indices = UnsafeRawPointer(memory[indices])
            gather.destination = memory[result]
        }
        return true
    }

    func lowerScatterAdd(_ operation: ScatterAdd, _ node: Int) -> Bool {
        guard plan.type(node).dtype != .bool else { return false }
        let axis = AxisView(plan.type(node).shape, axis: operation.axis)
        let updates = plan.dense(graph.instructions[node].operands[0])
        let (indices, (sums, result)) = (indices(node), sums(node))
        emitCheck(operation.name, indices, size: axis.size)
        var scatter = CKScatter()
        scatter.type = CKType(updates.dtype)
        scatter.index_type = CKType(indices.dtype)
        scatter.outer = Int64(axis.outer)
        scatter.size = Int64(axis.size)
        scatter.count = Int64(indices.count)
        scatter.inner = Int64(axis.inner)
        plan.emit(
            operation.name, reads: [updates, indices], writes: [sums], scatter,
            units: { ck_scatter_units($0) },
            nanoseconds: nanoseconds(moving: sums.byteCount + 3 * updates.byteCount),
            { ck_scatter_run($0, $1, $2, $3) }
        ) { scatter, memory in
            scatter.updates = UnsafeRawPointer(memory[updates])
            scatter.indices = UnsafeRawPointer(memory[indices])
            scatter.destination = memory[sums]
        }
        if sums != result { plan.emitConversion(from: sums, to: result) }
        return true
    }

    func lowerTakeAlong(_ operation: TakeAlong, _ node: Int) -> Bool {
        let size = plan.type(graph.instructions[node].operands[0]).shape.sizes[operation.axis]
        lowerAlong(operation.name, node, axis: operation.axis, size: size, isScatter: false)
        return true
    }

    func lowerScatterAlong(_ operation: ScatterAlongAdd, _ node: Int) -> Bool {
        guard plan.type(node).dtype != .bool else { return false }
        lowerAlong(
            operation.name, node, axis: operation.axis, size: operation.size, isScatter: true)
        return true
    }

    private func lowerAlong(_ name: String, _ node: Int, axis: Int, size: Int, isScatter: Bool) {
        let operands = graph.instructions[node].operands
        let places = AxisView(plan.type(operands[1]).shape, axis: axis)
        let (source, indices) = (plan.dense(operands[0]), indices(node))
        let result = plan.result(node)
        let target = isScatter ? sums(node).sums : result
        emitCheck(name, indices, size: size)
        var along = CKAlong()
        along.type = CKType(source.dtype)
        along.index_type = CKType(indices.dtype)
        along.is_scatter = isScatter
        along.outer = Int64(places.outer)
        along.size = Int64(size)
        along.count = Int64(places.size)
        along.inner = Int64(places.inner)
        plan.emit(
            name, reads: [source, indices], writes: [target], along,
            units: { ck_along_units($0) },
            nanoseconds: Double(indices.count) * 2 + nanoseconds(moving: target.byteCount),
            { ck_along_run($0, $1, $2, $3) }
        ) { along, memory in
            along.source = UnsafeRawPointer(memory[source])
            along.indices = UnsafeRawPointer(memory[indices])
            along.destination = memory[target]
        }
        if target != result { plan.emitConversion(from: target, to: result) }
    }
}

/// Says which index was out of range.
private func unfit(_ indices: UnsafeRawPointer?, _ type: CKType, _ position: Int64, _ size: Int)
    -> String
{
    guard let indices, position >= 0 else { return "an index is out of range" }
    let place = Int(position)
    let value =
        type == .int32
        ? Int64(indices.load(fromByteOffset: place * 4, as: Int32.self))
        : indices.load(fromByteOffset: place * 8, as: Int64.self)
    return "index \(value) (at position \(place)) is outside 0..<\(size)"
}
