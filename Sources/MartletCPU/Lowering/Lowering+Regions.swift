// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR
import MartletTensor

/// Loops, branches and calls: the steps of their bodies stand in the same program, with jumps between them.
extension Lowering {
    /// The body's steps, as often as there are steps along the leading axis.
    ///
    /// Slices of inputs and stacked results are views that move with the count of rounds, and with that of the loop
    /// around this one; carried values lie in memory that the body overwrites.
    func lowerScan(_ scan: Scan, _ node: Int) throws -> Bool {
        let operands = graph.instructions[node].operands
        let results = plan.results(node, movingFrom: scan.carryCount)
        let carried = Array(results[..<scan.carryCount])
        for (operand, carry) in strictZip(operands[scan.carriedInputs], carried) {
            plan.emitCopy(from: plan.view(operand), to: carry)
        }
        guard scan.length > 0 else { return true }
        let constants = operands[..<scan.constantCount].map { plan.view($0) }
        let slices = operands[scan.stackedInputs].map { moving(walked($0), along: scan) }
        let stacked = results[scan.carryCount...].map { moving($0, along: scan) }
        let loop = ScanLoop(
            scan: scan, inputs: constants + carried + slices, outputs: carried + stacked)
        if try emitRowGroups(loop) { return true }
        try emit(loop, scan.body)
        return true
    }

    /// A scan with its memory.
    struct ScanLoop {
        let scan: Scan
        /// Where the inputs of its body lie; slices move.
        var inputs: [View]
        /// Where the results of its body go; stacked ones move.
        var outputs: [View]
    }

    /// The steps of a scan with the given body.
    func emit(_ loop: ScanLoop, _ body: Graph) throws {
        let rounds = plan.temporary(byteCount: 8)
        let first = plan.program.makeLabel()
        plan.emit(.start(Scan.name, rounds: rounds, label: first))
        try emit(
            body, loop.inputs, into: loop.outputs, donating: loop.scan.carriedInputs,
            rounds: rounds)
        let isLess = Jump.Condition.isLess(rounds: rounds, than: loop.scan.length)
        plan.emit(.place(Scan.name, jump: Jump(condition: isLess, target: first)))
    }

    /// A value to walk along: its place may move with this loop and one more.
    private func walked(_ value: Int) -> View {
        let view = plan.movingView(value)
        return view.motion.outer == 0 ? view : plan.view(value)
    }

    /// One slice of a stacked value in each round.
    private func moving(_ view: View, along scan: Scan) -> View {
        var slice = view
        slice.sizes.removeFirst()
        let stride = slice.strides.removeFirst()
        slice.motion = Motion(
            inner: scan.isReversed ? -stride : stride, outer: view.motion.inner)
        if scan.isReversed { slice.offset += (scan.length - 1) * stride }
        return slice
    }

    /// The condition, the body, and back, until the condition is false.
    func lowerWhile(_ loop: WhileLoop, _ node: Int) throws -> Bool {
        let operands = graph.instructions[node].operands
        let carried = plan.results(node)
        for (operand, carry) in strictZip(operands[loop.constantCount...], carried) {
            plan.emitCopy(from: plan.view(operand), to: carry)
        }
        let values = operands[..<loop.constantCount].map { plan.view($0) } + carried
        let goesOn = plan.temporary(TensorType(.scalar, .bool))
        let (first, end) = (plan.program.makeLabel(), plan.program.makeLabel())
        plan.emit(.place(WhileLoop.name, label: first))
        try emit(loop.condition, values, into: [goesOn])
        let isOver = Jump.Condition.isNotGreater(goesOn, than: 0)
        plan.emit(.place(WhileLoop.name, jump: Jump(condition: isOver, target: end)))
        try emit(
            loop.body, values, into: carried, donating: loop.constantCount..<values.count)
        plan.emit(
            .place(WhileLoop.name, label: end, jump: Jump(condition: .always, target: first)))
        return true
    }

    /// All bodies, one after another; jumps leave out those that are not chosen.
    func lowerBranch(_ branch: Branch, _ node: Int) throws -> Bool {
        let operands = graph.instructions[node].operands
        let choice = plan.dense(operands[0])
        let values = operands.dropFirst().map { plan.view($0) }
        let results = plan.results(node)
        let end = plan.program.makeLabel()
        for (index, body) in branch.branches.enumerated() {
            let isLast = index == branch.branches.count - 1
            let next = plan.program.makeLabel()
            if !isLast {
                let condition: Jump.Condition =
                    choice.dtype == .bool
                    ? .isNotGreater(choice, than: 0) : .isGreater(choice, than: index)
                plan.emit(.place(Branch.name, jump: Jump(condition: condition, target: next)))
            }
            try emit(body, values, into: results)
            let isOver = isLast ? nil : Jump(condition: .always, target: end)
            plan.emit(.place(Branch.name, label: isLast ? end : next, jump: isOver))
        }
        return true
    }

    /// The body, once.
    func lowerCall(_ call: Call, _ node: Int) throws -> Bool {
        let values = graph.instructions[node].operands.map { plan.view($0) }
        try emit(call.body, values, into: plan.results(node))
        return true
    }

    /// The steps of a body.
    ///
    /// - Parameters:
    ///   - body: The body.
    ///   - inputs: Where its inputs lie.
    ///   - outputs: Where its outputs go.
    ///   - carried: Its inputs that lie where the first outputs go.
    ///   - rounds: Counts the rounds, where inputs or outputs move.
    /// - Throws: `ExecutionError` if a library refuses.
    private func emit(
        _ body: Graph, _ inputs: [View], into outputs: [View], donating carried: Range<Int> = 0..<0,
        rounds: Storage? = nil
    ) throws {
        var body = body
        body.donations = carried.enumerated().map { Graph.Donation(input: $1, output: $0) }
        try PlanBuilder(body: body, of: plan, rounds: rounds).build(
            inputs: inputs, outputs: outputs)
    }
}
