// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR
import MartletTensor

extension Lowering {
    /// Each operand is copied to its part of the result.
    func lowerConcatenate(_ operation: Concatenate, _ node: Int) -> Bool {
        let result = builder.result(node)
        guard result.sizes.count <= Int(CK_MAX_RANK) else { return false }
        var start = 0
        for operand in graph.instructions[node].operands {
            let source = builder.view(operand)
            var part = result
            part.sizes = source.sizes
            part.offset += start * result.strides[operation.axis]
            start += source.sizes[operation.axis]
            if source.count > 0 { builder.emitCopy(from: source, to: part) }
        }
        return true
    }

    /// The value everywhere, then the operand where it belongs.
    func lowerPad(_ operation: Pad, _ node: Int) -> Bool {
        let source = builder.view(graph.instructions[node].operands[0])
        let result = builder.result(node)
        guard result.sizes.count <= Int(CK_MAX_RANK) else { return false }
        let element = HostTensor([operation.value], shape: .scalar, dtype: result.dtype)
        let bits = element.withUnsafeBytes { bytes in
            bytes.enumerated().reduce(UInt64(0)) { $0 | UInt64($1.element) << (8 * $1.offset) }
        }
        builder.emit(operation.name, reads: [], writes: [result], { ck_splat_run($0) }) { memory in
            CKSplat(
                destination: memory[result], count: Int64(result.count),
                element_size: Int64(result.dtype.byteCount), bits: bits)
        }
        var part = result
        part.sizes = source.sizes
        for axis in result.sizes.indices {
            part.offset += operation.low[axis] * result.strides[axis]
            part.strides[axis] *= operation.interior[axis] + 1
        }
        if source.count > 0 { builder.emitCopy(from: source, to: part) }
        return true
    }

    func lowerRandom(_ node: Int, _ stream: UInt64, isNormal: Bool) -> Bool {
        let seed = builder.dense(graph.instructions[node].operands[0])
        let result = builder.result(node)
        let team = builder.team
        builder.emit(
            graph.instructions[node].operation.name, reads: [seed], writes: [result],
            { ck_random_run($0) }
        ) { memory in
            CKRandom(
                type: CKType(result.dtype), is_normal: isNormal,
                seed: memory[seed].assumingMemoryBound(to: Int64.self), stream: stream,
                count: Int64(result.count), destination: memory[result], team: team)
        }
        return true
    }
}
