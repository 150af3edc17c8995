// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR
import MartletTensor

extension Lowering {
    private func hasFastIndices(_ node: Int) -> Bool {
        let indices = builder.type(graph.instructions[node].operands[1]).dtype
        return indices == .int32 || indices == .int64
    }

    private func hasFastSums(_ node: Int) -> Bool {
        let dtype = builder.type(node).dtype
        return hasFastIndices(node) && (dtype == .float32 || dtype == .float64)
    }

    func lowerTake(_ operation: Take, _ node: Int) -> Bool {
        guard hasFastIndices(node) else { return false }
        let operands = graph.instructions[node].operands
        let axis = AxisView(builder.type(operands[0]).shape, axis: operation.axis)
        let (source, indices) = (builder.dense(operands[0]), builder.dense(operands[1]))
        let (result, team) = (builder.result(node), builder.team)
        builder.emit(
            operation.name, reads: [source, indices], writes: [result], { ck_gather_run($0) },
            explain: { gather, _ in
                unfit(gather.indices, gather.index_type, gather.failed, axis.size)
            }
        ) { memory in
            CKGather(
                outer: Int64(axis.outer), size: Int64(axis.size), count: Int64(indices.count),
                inner_bytes: Int64(axis.inner * source.dtype.byteCount),
                source: UnsafeRawPointer(memory[source]),
                indices: UnsafeRawPointer(memory[indices]), index_type: CKType(indices.dtype),
                destination: memory[result], team: team, failed: -1)
        }
        return true
    }

    func lowerScatterAdd(_ operation: ScatterAdd, _ node: Int) -> Bool {
        guard hasFastSums(node) else { return false }
        let operands = graph.instructions[node].operands
        let axis = AxisView(builder.type(node).shape, axis: operation.axis)
        let (updates, indices) = (builder.dense(operands[0]), builder.dense(operands[1]))
        let (result, team) = (builder.result(node), builder.team)
        builder.emit(
            operation.name, reads: [updates, indices], writes: [result], { ck_scatter_run($0) },
            explain: { scatter, _ in
                unfit(scatter.indices, scatter.index_type, scatter.failed, axis.size)
            }
        ) { memory in
            CKScatter(
                type: CKType(result.dtype), index_type: CKType(indices.dtype),
                outer: Int64(axis.outer), size: Int64(axis.size), count: Int64(indices.count),
                inner: Int64(axis.inner), updates: UnsafeRawPointer(memory[updates]),
                indices: UnsafeRawPointer(memory[indices]), destination: memory[result],
                team: team, failed: -1)
        }
        return true
    }

    func lowerTakeAlong(_ operation: TakeAlong, _ node: Int) -> Bool {
        guard hasFastIndices(node) else { return false }
        let size = builder.type(graph.instructions[node].operands[0]).shape.sizes[operation.axis]
        lowerAlong(operation.name, node, axis: operation.axis, size: size, isScatter: false)
        return true
    }

    func lowerScatterAlong(_ operation: ScatterAlongAdd, _ node: Int) -> Bool {
        guard hasFastSums(node) else { return false }
        lowerAlong(
            operation.name, node, axis: operation.axis, size: operation.size, isScatter: true)
        return true
    }

    private func lowerAlong(_ name: String, _ node: Int, axis: Int, size: Int, isScatter: Bool) {
        let operands = graph.instructions[node].operands
        let places = AxisView(builder.type(operands[1]).shape, axis: axis)
        let (source, indices) = (builder.dense(operands[0]), builder.dense(operands[1]))
        let result = builder.result(node)
        builder.emit(
            name, reads: [source, indices], writes: [result], { ck_along_run($0) },
            explain: { along, _ in unfit(along.indices, along.index_type, along.failed, size) }
        ) { memory in
            CKAlong(
                type: CKType(result.dtype), index_type: CKType(indices.dtype),
                is_scatter: isScatter, outer: Int64(places.outer), size: Int64(size),
                count: Int64(places.size), inner: Int64(places.inner),
                source: UnsafeRawPointer(memory[source]),
                indices: UnsafeRawPointer(memory[indices]), destination: memory[result],
                failed: -1)
        }
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
