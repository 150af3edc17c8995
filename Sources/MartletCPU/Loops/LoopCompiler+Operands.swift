// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletCompiler
import MartletIR
import MartletTensor

extension LoopCompiler {
    mutating func internOperands(of draft: LoopDraft) {
        for (position, source) in draft.sources.enumerated() where isOutside(source) {
            if !isScalar(source, at: position, of: draft) {
                _ = operand(for: source, in: draft)
            }
        }
    }

    /// Whether an operand from outside is given as a number rather than as an array.
    func isScalar(_ source: Int, at position: Int, of draft: LoopDraft) -> Bool {
        guard isNumber(source, in: draft) else { return false }
        if draft.operation == .select { return position > 0 }
        return draft.operation.isBinary
            && (position == 1 || !isNumber(draft.sources[1], in: draft))
    }

    /// Whether a value from outside is one number for the whole loop.
    ///
    /// Where there is but one element all values are arrays, but for the numbers that the program says.
    private func isNumber(_ value: Int, in draft: LoopDraft) -> Bool {
        guard isOutside(value) else { return false }
        let shape = graph.instructions[node(of: draft.result)].type.shape
        return shape.count == 1 && level(of: draft.result) != .row
            ? graph.number(value) != nil : graph.instructions[value].type.shape.count == 1
    }

    /// The operand that a draft reads from outside: a value for each element, row or column, or for each column again
    /// and again.
    mutating func operand(for value: Int, in draft: LoopDraft) -> LoopCode.Slot {
        let shape = graph.instructions[node(of: draft.result)].type.shape
        if let source = draft.source {
            return operand(Use(value: value, level: source.code, isOutput: false), view(value))
        }
        let array = view(value).broadcast(to: shape.sizes)
        let level = level(of: draft.result)
        if level == .element, let frame, frame.columns > 1, !array.isDense,
            let axis = frame.split(array.sizes)
        {
            let (rows, columns) = (0..<axis, axis..<array.sizes.count)
            if array.isRepeated(along: columns) {
                let use = Use(value: value, level: .row, isOutput: false)
                return operand(use, array.part(of: rows))
            }
            if array.isRepeated(along: rows) {
                let use = Use(value: value, level: .repeated, isOutput: false)
                return operand(use, array.part(of: columns))
            }
        }
        return operand(Use(value: value, level: level.code, isOutput: false), array)
    }

    /// Where a stored result lies.
    mutating func output(for value: Int) -> LoopCode.Slot {
        operand(Use(value: value, level: level(of: value).code, isOutput: true), view(value))
    }

    private mutating func operand(_ use: Use, _ array: View) -> LoopCode.Slot {
        if let index = operandIndex[use] { return .operand(index) }
        let isDense = array.isDense
        code.operands.append(
            LoopCode.Operand(
                dtype: array.dtype, isOutput: use.isOutput, level: use.level,
                sizes: isDense ? [] : array.sizes, strides: isDense ? [] : array.strides))
        arrays.append(array)
        operandIndex[use] = arrays.count - 1
        return .operand(arrays.count - 1)
    }

    // MARK: Scalars

    mutating func scalar(for factor: LoopDraft.Factor) -> LoopCode.Slot {
        switch factor {
        case .number(let number): constant(number)
        case .value(let value): scalar(for: value)
        }
    }

    mutating func scalar(for value: Int) -> LoopCode.Slot {
        if let slot = scalarIndex[value] { return slot }
        let slot: LoopCode.Slot
        if let number = graph.number(value) {
            slot = constant(number)
        } else {
            code.scalars.append(graph.instructions[value].type.dtype)
            scalarViews.append(view(value))
            slot = .scalar(code.scalars.count - 1)
        }
        scalarIndex[value] = slot
        return slot
    }

    private mutating func constant(_ number: Double) -> LoopCode.Slot {
        let bits =
            code.register == .int64
            ? UInt64(bitPattern: Int64(exactly: number) ?? 0) : number.bitPattern
        if let index = code.constants.firstIndex(of: bits) { return .constant(index) }
        code.constants.append(bits)
        return .constant(code.constants.count - 1)
    }
}
