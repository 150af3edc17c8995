// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR
import MartletTensor

extension Lowering {
    /// Each operand is copied to its part of the result, unless it was computed there.
    func lowerConcatenate(_ operation: Concatenate, _ node: Int) -> Bool {
        let result = plan.movingResult(node)
        let operands = graph.instructions[node].operands
        let parts = result.parts(of: operands.map { plan.type($0) }, along: operation.axis)
        for (operand, part) in strictZip(operands, parts) {
            let source = plan.movingView(operand)
            if source != part { plan.emitCopy(from: source, to: part) }
        }
        return true
    }

    /// Lets loops compute what is concatenated straight into its part of the result.
    ///
    /// Not in memory that an input is donated to: whoever reads the old value only runs before the concatenation itself.
    func placeConcatenated() {
        let donated = Set(graph.donations.map(\.output))
        let overwriting = Set(
            units.units.flatMap(\.homes).filter { donated.contains($0.output) }.map(\.value))
        for (node, instruction) in graph.instructions.enumerated() {
            guard let operation = instruction.operation as? Concatenate,
                instruction.type.shape.count > 0, !overwriting.contains(node)
            else { continue }
            let operands = instruction.operands
            let isFree = operands.map { operand in
                guard case .loop = units.units[units.unitOf[operand]].kind else { return false }
                return operands.count { $0 == operand } == 1 && !units.outputs.contains(operand)
            }
            guard isFree.contains(true) else { continue }
            let parts = plan.movingResult(node).parts(
                of: operands.map { plan.type($0) }, along: operation.axis)
            for (index, operand) in operands.enumerated() where isFree[index] {
                plan.setHome(parts[index], ofUnplaced: operand)
            }
        }
    }

    /// The value everywhere, then the operand where it belongs.
    func lowerPad(_ operation: Pad, _ node: Int) -> Bool {
        let source = plan.view(graph.instructions[node].operands[0])
        let result = plan.result(node)
        emitFill(operation.name, result, operation.value)
        var part = result
        part.sizes = source.sizes
        for axis in result.sizes.indices {
            part.offset += operation.low[axis] * result.strides[axis]
            part.strides[axis] *= operation.interior[axis] + 1
        }
        plan.emitCopy(from: source, to: part)
        return true
    }

    /// The same value everywhere.
    func emitFill(_ name: String, _ result: View, _ value: Double) {
        let element = HostTensor([value], shape: .scalar, dtype: result.dtype)
        var splat = CKSplat()
        splat.count = Int64(result.count)
        splat.element_size = Int64(result.dtype.byteCount)
        splat.bits = element.withUnsafeBytes { bytes in
            bytes.enumerated().reduce(UInt64(0)) { $0 | UInt64($1.element) << (8 * $1.offset) }
        }
        plan.emit(
            name, reads: [], writes: [result], splat, units: { ck_splat_units($0) },
            nanoseconds: nanoseconds(moving: result.byteCount), { ck_splat_run($0, $1, $2, $3) }
        ) { splat, memory in splat.destination = memory[result] }
    }

    func lowerRandom(_ node: Int, _ stream: UInt64, isNormal: Bool) -> Bool {
        let seed = plan.dense(graph.instructions[node].operands[0])
        let result = plan.result(node)
        var random = CKRandom()
        random.type = CKType(result.dtype)
        random.is_normal = isNormal
        random.stream = stream
        random.count = Int64(result.count)
        plan.emit(
            graph.instructions[node].operation.name, reads: [seed], writes: [result], random,
            units: { ck_random_units($0) },
            nanoseconds: Double(result.count) * (isNormal ? 3 : 1),
            { ck_random_run($0, $1, $2, $3) }
        ) { random, memory in
            random.seed = UnsafePointer(memory[seed].assumingMemoryBound(to: Int64.self))
            random.destination = memory[result]
        }
        return true
    }
}
