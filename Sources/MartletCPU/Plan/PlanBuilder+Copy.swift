// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR

extension PlanBuilder {
    /// Copies the elements of a view to another of the same sizes.
    func emitCopy(from source: View, to target: View) {
        guard source.count > 0 else { return }
        let dimensions = source.sizes.indices.map { axis in
            CKCopyDimension(
                size: Int64(source.sizes[axis]), source_stride: Int64(source.strides[axis]),
                destination_stride: Int64(target.strides[axis]))
        }
        guard let units = units(of: dimensions, source) else {
            return emitSlices(from: source, to: target)
        }
        let nanoseconds = 2 * Double(source.byteCount) / Speed.bytesPerNanosecond
        let rounds = rounds.moving([source, target])
        emit(
            PlannedStep(
                name: "copy", reads: [source.storage] + rounds.storages,
                writes: [target.storage], work: work(units: units, nanoseconds: nanoseconds)
            ) { memory in
                let copy = makeCopy(dimensions, from: source, to: target, memory, rounds)
                return try BoundStep(
                    { ck_copy_run($0, $1, $2, $3) }, made: copy, release: { ck_copy_destroy($0) })
            })
    }

    /// The parts that a copy can be cut into; nil if it has more dimensions than the kernel takes.
    private func units(of dimensions: [CKCopyDimension], _ view: View) -> Int? {
        guard let copy = makeCopy(dimensions, view.dtype, nil, nil) else { return nil }
        defer { ck_copy_destroy(copy) }
        return Int(ck_copy_units(copy))
    }

    /// Copies slice by slice along the first axis that has several.
    private func emitSlices(from source: View, to target: View) {
        guard let axis = source.sizes.firstIndex(where: { $0 > 1 }) else {
            internalFailure("a copy of one element has too many dimensions")
        }
        for index in 0..<source.sizes[axis] {
            var (from, to) = (source, target)
            from.sizes[axis] = 1
            to.sizes[axis] = 1
            from.offset += index * source.strides[axis]
            to.offset += index * target.strides[axis]
            emitCopy(from: from, to: to)
        }
    }
}

private func makeCopy(
    _ dimensions: [CKCopyDimension], from source: View, to target: View, _ memory: Memory,
    _ rounds: Rounds
) -> OpaquePointer? {
    let copy = makeCopy(
        dimensions, source.dtype, UnsafeRawPointer(memory[source]), memory[target])
    if let copy {
        ck_copy_set_motion(
            copy, memory.counts(rounds), source.motion.scaled(by: 1), target.motion.scaled(by: 1))
    }
    return copy
}

private func makeCopy(
    _ dimensions: [CKCopyDimension], _ dtype: DType, _ source: UnsafeRawPointer?,
    _ target: UnsafeMutableRawPointer?
) -> OpaquePointer? {
    dimensions.withUnsafeBufferPointer { dimensions in
        var description = CKCopyDescription()
        description.rank = Int64(dimensions.count)
        description.dimensions = dimensions.baseAddress
        description.element_size = Int64(dtype.byteCount)
        description.source = source
        description.destination = target
        return ck_copy_create(&description)
    }
}
