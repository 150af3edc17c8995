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

    /// A value as a loop reads or writes it.
    struct Use: Hashable {
        let value: Int
        let level: CKLevel
        let isOutput: Bool
    }

    let graph: Graph
    let nodes: [Int]
    let members: Set<Int>
    let stored: Set<Int>
    let frame: LoopFrame?
    let view: (Int) -> View

    var code: LoopCode
    var arrays: [View] = []
    var scalarViews: [View] = []
    var operandIndex: [Use: Int] = [:]
    var scalarIndex: [Int: LoopCode.Slot] = [:]

    /// - Parameters:
    ///   - graph: The graph.
    ///   - nodes: The instructions, in order.
    ///   - stored: Those whose values memory must hold.
    ///   - loop: The type that the loop calculates in, and how it sees its values.
    ///   - view: Where a value of the graph lies: an operand from outside, or a stored result.
    init(
        _ graph: Graph, nodes: [Int], stored: Set<Int>, _ loop: Unit.Loop,
        view: @escaping (Int) -> View
    ) {
        self.graph = graph
        self.nodes = nodes
        members = Set(nodes)
        self.stored = stored
        self.view = view
        frame = loop.frame
        code = LoopCode(register: loop.register ?? .int64)
        code.columns = loop.frame?.columns ?? 0
    }

    /// The loop; nil if the kernels have no room for it.
    mutating func compile() -> Loop? {
        let drafts = LoopPatterns(
            graph, nodes: nodes, stored: stored, register: code.register, frame: frame
        ).drafts
        let stages = LoopStages(drafts, levels: level).stages
        for stage in stages {
            for draft in stage.drafts { internOperands(of: draft) }
        }
        for node in nodes where stored.contains(node) { _ = output(for: node) }
        guard code.operands.count <= Int(CK_FUSED_MAX_SLOTS) else { return nil }
        var writer = LoopWriter(self, stages)
        writer.write(stages)
        self = writer.compiler
        if frame == nil { code.stages = [] }
        guard code.fits else { return nil }
        // Also refuses operands with more dimensions than the kernels take.
        guard let kernel = LoopKernel(code) else { return nil }
        return Loop(
            code: code, kernel: kernel, arrays: arrays, scalars: scalarViews, count: count)
    }

    /// Elements of the loop.
    private var count: Int {
        frame?.count(.element) ?? graph.instructions[nodes[0]].type.shape.count
    }

    // MARK: Values

    /// The instruction for whose result a draft is made: its own, or what is rounded later.
    func node(of value: Int) -> Int {
        value < graph.instructions.count ? value : value - graph.instructions.count
    }

    /// What a value that the loop makes is one of.
    func level(of value: Int) -> LoopLevel { frame?.levels[node(of: value)] ?? .element }

    /// Whether a value is made before the loop; what has no number in the graph is made inside it.
    func isOutside(_ value: Int) -> Bool {
        value < graph.instructions.count && !members.contains(value)
    }

    /// Whether an array of a value's type is used where it lies.
    func isDirect(_ value: Int) -> Bool {
        code.isInPlace(.init(dtype: view(value).dtype, isOutput: true, sizes: [], strides: []))
    }

    /// Whether rows are longer than a tile, so that stages do them tile by tile.
    var isLong: Bool { code.columns * code.elementByteCount > Int(CK_FUSED_TILE_BYTES) }

    /// Whether blocks are single rows, whose values are numbers to the instructions on elements.
    var hasSingleRows: Bool { 2 * code.columns * code.elementByteCount > Int(CK_FUSED_TILE_BYTES) }
}

extension LoopCode {
    /// Bytes of an element of a register.
    var elementByteCount: Int { register == .float32 ? 4 : 8 }
}
