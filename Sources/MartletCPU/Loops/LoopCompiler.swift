// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletCompiler
import MartletIR
import MartletTensor

/// Writes the code of a fused loop for a unit's instructions.
struct LoopCompiler {
    /// A loop's code with the arrays and numbers that it runs over.
    struct Loop {
        let code: LoopCode
        /// The code as it runs.
        let kernel: LoopKernel
        /// The array of each operand.
        let arrays: [View]
        /// The number of each scalar in memory.
        let scalars: [View]
        /// Elements.
        let count: Int

        /// Operands that may lend their memory to results: dense ones that the loop reads nowhere else.
        var loans: [PlannedStep.Loan] {
            code.loans.compactMap { input, output in
                let (lender, borrower) = (arrays[input], arrays[output])
                let uses = (arrays + scalars).count { $0.storage == lender.storage }
                guard uses == 1, lender.offset == 0, borrower.offset == 0 else { return nil }
                return PlannedStep.Loan(lender: lender.storage, borrower: borrower.storage)
            }
        }
    }

    private let graph: Graph
    private let nodes: [Int]
    private let members: Set<Int>
    private let stored: Set<Int>
    private let view: (Int) -> View
    private let shape: Shape

    private var code: LoopCode
    private var arrays: [View] = []
    private var scalarViews: [View] = []
    private var operandIndex: [Int: Int] = [:]
    private var scalarIndex: [Int: LoopCode.Slot] = [:]
    private var homes: [Int: LoopCode.Slot] = [:]
    private var freeRegisters: [Int] = []

    /// - Parameters:
    ///   - graph: The graph.
    ///   - nodes: The instructions, in order.
    ///   - stored: Those whose values memory must hold.
    ///   - register: The type that the loop calculates in.
    ///   - view: Where a value of the graph lies: an operand from outside, or a stored result.
    init(
        _ graph: Graph, nodes: [Int], stored: Set<Int>, register: CKRegister,
        view: @escaping (Int) -> View
    ) {
        self.graph = graph
        self.nodes = nodes
        members = Set(nodes)
        self.stored = stored
        self.view = view
        shape = graph.instructions[nodes[0]].type.shape
        code = LoopCode(register: register)
    }

    /// The loop; nil if the kernels have no room for it.
    mutating func compile() -> Loop? {
        let drafts = LoopPatterns(graph, nodes: nodes, stored: stored, register: code.register)
            .drafts
        for draft in drafts { internOperands(of: draft) }
        for node in nodes where stored.contains(node) { _ = operand(for: node, isOutput: true) }
        guard code.operands.count <= Int(CK_FUSED_MAX_SLOTS) else { return nil }
        emit(drafts)
        guard code.fits else { return nil }
        // Also refuses operands with more dimensions than the kernels take.
        guard let kernel = LoopKernel(code) else { return nil }
        return Loop(
            code: code, kernel: kernel, arrays: arrays, scalars: scalarViews, count: shape.count)
    }

    // MARK: Operands

    private mutating func internOperands(of draft: LoopDraft) {
        for (position, source) in draft.sources.enumerated() where isOutside(source) {
            if !isScalar(source, at: position, of: draft) {
                _ = operand(for: source, isOutput: false)
            }
        }
    }

    /// Whether an operand from outside is given as a number rather than as an array.
    private func isScalar(_ source: Int, at position: Int, of draft: LoopDraft) -> Bool {
        guard isNumber(source) else { return false }
        if draft.operation == .select { return position > 0 }
        return draft.operation.isBinary && (position == 1 || !isNumber(draft.sources[1]))
    }

    /// Whether a value from outside is one number for the whole loop.
    ///
    /// In a loop of one element all values are arrays,
    /// but for the numbers that the program says.
    private func isNumber(_ value: Int) -> Bool {
        guard isOutside(value) else { return false }
        let instruction = graph.instructions[value]
        return shape.count == 1
            ? graph.number(value) != nil : instruction.type.shape.count == 1
    }

    private mutating func operand(for value: Int, isOutput: Bool) -> LoopCode.Slot {
        let key = isOutput ? -1 - value : value
        if let index = operandIndex[key] { return .operand(index) }
        let array = view(value).broadcast(to: shape.sizes)
        let isDense = array.isDense
        code.operands.append(
            LoopCode.Operand(
                dtype: array.dtype, isOutput: isOutput, sizes: isDense ? [] : array.sizes,
                strides: isDense ? [] : array.strides))
        arrays.append(array)
        operandIndex[key] = arrays.count - 1
        return .operand(arrays.count - 1)
    }

    /// Whether a value is made before the loop; what has no number in the graph is made inside it.
    private func isOutside(_ value: Int) -> Bool {
        value < graph.instructions.count && !members.contains(value)
    }

    private mutating func scalar(for factor: LoopDraft.Factor) -> LoopCode.Slot {
        switch factor {
        case .number(let number): constant(number)
        case .value(let value): scalar(for: value)
        }
    }

    private mutating func scalar(for value: Int) -> LoopCode.Slot {
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

    // MARK: Instructions

    private mutating func emit(_ drafts: [LoopDraft]) {
        var lastUse: [Int: Int] = [:]
        for (index, draft) in drafts.enumerated() {
            for source in draft.sources { lastUse[source] = index }
        }
        var copies: [LoopCode.Instruction] = []
        for (index, draft) in drafts.enumerated() {
            let sources = draft.sources.enumerated().map { slot(of: $1, at: $0, in: draft) }
            let factors = draft.factors.map { scalar(for: $0) }
            for source in Set(draft.sources) where lastUse[source] == index { release(source) }
            let home = home(for: draft.result, after: index, lastUse)
            homes[draft.result] = home
            code.instructions.append(
                LoopCode.Instruction(
                    operation: draft.operation, result: home, sources: sources, factors: factors))
            if stored.contains(draft.result), case .register = home {
                let target = operand(for: draft.result, isOutput: true)
                copies.append(.init(operation: .copy, result: target, sources: [home]))
            }
        }
        code.instructions += copies
    }

    private mutating func slot(of source: Int, at position: Int, in draft: LoopDraft)
        -> LoopCode.Slot
    {
        if let home = homes[source] { return home }
        if isScalar(source, at: position, of: draft) { return scalar(for: source) }
        return operand(for: source, isOutput: false)
    }

    /// Where a result goes: straight to memory if nobody needs what lies there later, else to a register.
    private mutating func home(for node: Int, after index: Int, _ lastUse: [Int: Int])
        -> LoopCode.Slot
    {
        guard stored.contains(node) else { return newRegister() }
        let output = operand(for: node, isOutput: true)
        guard case .operand(let place) = output else { return output }
        let isNeeded = operandIndex.contains { value, other in
            value >= 0 && arrays[other].storage == arrays[place].storage
                && lastUse[value, default: -1] > index
        }
        return isNeeded ? newRegister() : output
    }

    private mutating func newRegister() -> LoopCode.Slot {
        if let free = freeRegisters.popLast() { return .register(free) }
        code.registerCount += 1
        return .register(code.registerCount - 1)
    }

    /// A register that is copied to memory at the end stays taken.
    private mutating func release(_ value: Int) {
        guard case .register(let index)? = homes[value], !stored.contains(value) else { return }
        freeRegisters.append(index)
    }
}
