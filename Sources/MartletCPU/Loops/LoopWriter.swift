// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR

/// Turns drafts into instructions: finds registers for what they make, and spreads the values of rows over elements.
struct LoopWriter {
    private(set) var compiler: LoopCompiler

    private var homes: [Int: LoopCode.Slot] = [:]
    private var freeRegisters: [Int] = []
    private var freeWide: [Int] = []
    /// By the place of a draft among all, the values that nobody needs after it.
    private var released: [Int: [Int]] = [:]
    /// The place of the last draft that reads a value, or of its stage where that may be needed again.
    private var lastUse: [Int: Int] = [:]
    /// Values that a later stage reads.
    private var crossing: Set<Int> = []
    private var staged: [(level: LoopLevel, instructions: [LoopCode.Instruction])] = []
    private var copies: [(level: LoopLevel, instruction: LoopCode.Instruction)] = []
    /// In the stage that is written, rows' values as elements.
    private var spread: [LoopCode.Slot: LoopCode.Slot] = [:]
    private var spreadRegisters: [Int] = []

    init(_ compiler: LoopCompiler, _ stages: [LoopStages.Stage]) {
        self.compiler = compiler
        var (index, madeIn) = (0, [Int: Int]())
        for (number, stage) in stages.enumerated() {
            let last = index + stage.drafts.count - 1
            for draft in stage.drafts {
                for source in draft.sources {
                    let isLate = madeIn[source] != nil && madeIn[source] != number
                    if isLate { crossing.insert(source) }
                    // A long row goes through its stage tile by tile: the first draft comes after the last.
                    let isAgain = compiler.isLong && (isLate || compiler.level(of: source) == .row)
                    lastUse[source] = max(lastUse[source] ?? 0, isAgain ? last + 1 : index)
                }
                madeIn[draft.result] = number
                index += 1
            }
        }
        // In order, so that equal loops get equal code.
        for (value, index) in lastUse.sorted(by: { $0.key < $1.key }) {
            released[index, default: []].append(value)
        }
    }

    mutating func write(_ stages: [LoopStages.Stage]) {
        var index = 0
        for stage in stages {
            staged.append((stage.level, []))
            for draft in stage.drafts {
                write(draft, in: stage.level, at: index)
                index += 1
            }
            freeRegisters += spreadRegisters
            (spread, spreadRegisters) = ([:], [])
        }
        for copy in copies { append(copy.instruction, at: copy.level) }
        compiler.code.instructions = staged.flatMap(\.instructions)
        compiler.code.stages = staged.map { .init(level: $0.level, count: $0.instructions.count) }
    }

    private mutating func write(_ draft: LoopDraft, in level: LoopLevel, at index: Int) {
        let sources = slots(of: draft, in: level)
        let factors = draft.factors.map { compiler.scalar(for: $0) }
        for value in released[index] ?? [] { release(value) }
        let home = home(for: draft, after: index)
        homes[draft.result] = home
        emit(
            LoopCode.Instruction(
                operation: draft.operation, result: home, sources: sources, factors: factors,
                target: draft.source == nil ? nil : compiler.level(of: draft.result)))
        guard compiler.stored.contains(draft.result), !home.isOperand else { return }
        let target = compiler.output(for: draft.result)
        copies.append(
            (
                compiler.level(of: draft.result),
                .init(operation: .copy, result: target, sources: [home])
            ))
    }

    private mutating func emit(_ instruction: LoopCode.Instruction) {
        staged[staged.count - 1].instructions.append(instruction)
    }

    /// Puts an instruction at the end of what is done at a level.
    private mutating func append(_ instruction: LoopCode.Instruction, at level: LoopLevel) {
        if let place = staged.lastIndex(where: { $0.level == level }) {
            staged[place].instructions.append(instruction)
            return
        }
        let isEarly: (LoopLevel) -> Bool = { $0 == .element || $0 == .row }
        let place = staged.firstIndex { entry in
            isEarly(level) ? !isEarly(entry.level) : level == .column && entry.level == .total
        }
        staged.insert((level, [instruction]), at: place ?? staged.count)
    }

    // MARK: Operands

    private mutating func slots(of draft: LoopDraft, in level: LoopLevel) -> [LoopCode.Slot] {
        var slots: [LoopCode.Slot] = []
        // The last first: it may be a number where the first then may not.
        for (position, source) in draft.sources.enumerated().reversed() {
            let slot = slot(of: source, at: position, in: draft)
            guard level == .element, draft.source == nil, isRow(slot, source) else {
                slots.insert(slot, at: 0)
                continue
            }
            let isNumber =
                draft.operation == .select
                ? position > 0
                : draft.operation.isBinary
                    && (position == 1
                        ? !compiler.isScalar(draft.sources[0], at: 0, of: draft)
                        : !slots[0].isScalar)
            slots.insert(elements(of: slot, asNumber: isNumber && compiler.hasSingleRows), at: 0)
        }
        return slots
    }

    private mutating func slot(of source: Int, at position: Int, in draft: LoopDraft)
        -> LoopCode.Slot
    {
        if let home = homes[source] { return home }
        if compiler.isScalar(source, at: position, of: draft) {
            return compiler.scalar(for: source)
        }
        return compiler.operand(for: source, in: draft)
    }

    private func isRow(_ slot: LoopCode.Slot, _ source: Int) -> Bool {
        if homes[source] != nil { return compiler.level(of: source) == .row }
        guard case .operand(let index) = slot else { return false }
        return compiler.code.operands[index].level == .row
    }

    /// The values of rows for all elements of them: once in a stage.
    private mutating func elements(of slot: LoopCode.Slot, asNumber: Bool) -> LoopCode.Slot {
        if let known = spread[slot], known.isScalar == asNumber { return known }
        let result: LoopCode.Slot
        if asNumber {
            result = .rowScalar(compiler.code.rowScalarCount)
            compiler.code.rowScalarCount += 1
        } else {
            result = newRegister()
            if case .register(let index) = result { spreadRegisters.append(index) }
        }
        emit(.init(operation: asNumber ? .toScalar : .spread, result: result, sources: [slot]))
        spread[slot] = result
        return result
    }

    // MARK: Results

    /// Where a result goes: straight to memory if nobody needs what lies there later, else to a register.
    private mutating func home(for draft: LoopDraft, after index: Int) -> LoopCode.Slot {
        let value = draft.result
        let level = compiler.level(of: value)
        let isCopied = compiler.stored.contains(value)
        let isWide =
            compiler.isLong
            && (level == .column || level == .element && (crossing.contains(value) || isCopied))
        guard isCopied else { return isWide ? newWide() : newRegister() }
        let output = compiler.output(for: value)
        guard case .operand(let place) = output else { return output }
        let lies = compiler.arrays[place].storage
        let isNeeded = compiler.operandIndex.contains { use, other in
            !use.isOutput && compiler.arrays[other].storage == lies
                && lastUse[use.value, default: -1] > index
        }
        // What is converted on its way to memory lies in a tile only as long as the tile's stage.
        let isLate =
            draft.source != nil && level != .row || compiler.isLong && crossing.contains(value)
        guard isNeeded || isLate && !compiler.isDirect(value) else { return output }
        return isWide ? newWide() : newRegister()
    }

    private mutating func newRegister() -> LoopCode.Slot {
        if let free = freeRegisters.popLast() { return .register(free) }
        compiler.code.registerCount += 1
        return .register(compiler.code.registerCount - 1)
    }

    private mutating func newWide() -> LoopCode.Slot {
        if let free = freeWide.popLast() { return .wide(free) }
        compiler.code.wideCount += 1
        return .wide(compiler.code.wideCount - 1)
    }

    /// A register that is copied to memory at the end stays taken.
    private mutating func release(_ value: Int) {
        guard !compiler.stored.contains(value) else { return }
        switch homes[value] {
        case .register(let index): freeRegisters.append(index)
        case .wide(let index): freeWide.append(index)
        default: break
        }
    }
}

extension LoopCode.Slot {
    fileprivate var isOperand: Bool {
        if case .operand = self { return true }
        return false
    }
}
