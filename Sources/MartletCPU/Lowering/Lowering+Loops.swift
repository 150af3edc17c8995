// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR
import MartletTensor

extension Lowering {
    /// A fused loop; loops over different arrays with the same code are segments of one.
    func lower(_ loop: Unit.Loop, _ unit: Int) throws {
        let parts = loop.parts.isEmpty ? [units.units[unit].nodes] : loop.parts
        var loops: [LoopCompiler.Loop] = []
        for nodes in parts where graph.instructions[nodes[0]].type.shape.count > 0 {
            loops += try compile(nodes, loop, isMerged: parts.count > 1)
        }
        while let first = loops.first {
            let isMergeable = first.code.operands.allSatisfy { $0.sizes.isEmpty }
            let alike = isMergeable ? loops.filter { $0.code == first.code } : [first]
            emit(alike)
            loops = isMergeable ? loops.filter { $0.code != first.code } : Array(loops.dropFirst())
        }
        for nodes in parts {
            if graph.instructions[nodes[0]].type.shape.count == 0 {
                for node in nodes { _ = plan.result(node) }
            }
        }
    }

    /// The loop for instructions, or a step for each if they are too many for the kernels; what has too many dimensions
    /// runs its reference kernel.
    private func compile(_ nodes: [Int], _ loop: Unit.Loop, isMerged: Bool) throws
        -> [LoopCompiler.Loop]
    {
        var loop = loop
        if isMerged, loop.frame != nil { loop.frame = LoopFrame(nodes, in: graph) }
        if !isMerged, loop.frame == nil {
            loop.frame = LoopFrame(nodes, in: graph) { plan.movingView($0) }
        }
        let stored = stored(nodes, loop.frame)
        if let compiled = compile(nodes, stored: stored, loop) {
            lowerViews(nodes, loop.frame)
            return [compiled]
        }
        for node in nodes { try lowerAlone(node, loop) }
        return []
    }

    /// Whether loops find deviations and sums in one pass: those of columns, in float32.
    static func keeps(_ deviations: SquaredDeviations, _ type: TensorType) -> Bool {
        guard type.dtype == .float32,
            let fold = LoopFold(.foldDeviations, deviations.axes, of: type.shape)
        else { return false }
        return LoopFrame.suits(rows: fold.rows, columns: fold.columns)
    }

    /// Deviations that no loop has taken are a loop by themselves.
    func lowerDeviations(_ node: Int) -> Bool {
        let frame = LoopFrame([node], in: graph)
        let loop = Unit.Loop(register: .float32, frame: frame)
        guard frame != nil, let compiled = compile([node], stored: [node], loop) else {
            return false
        }
        emit([compiled])
        return true
    }

    /// A step for one instruction of a loop.
    private func lowerAlone(_ node: Int, _ loop: Unit.Loop) throws {
        if loop.frame?.roots[node] != nil { return lowerView(node) }
        if graph.instructions[node].isFold { return try lowerOperation(node, Riders()) }
        if let alone = compile([node], stored: [node], Unit.Loop(register: loop.register)) {
            return emit([alone])
        }
        emitReference(node)
    }

    /// The values that others read, as they are or through the loop's own views.
    private func stored(_ nodes: [Int], _ frame: LoopFrame?) -> Set<Int> {
        let members = Set(nodes)
        return Set(
            nodes.filter { isRead($0, outside: members) }.map { frame?.root($0) ?? $0 })
    }

    private func isRead(_ node: Int, outside members: Set<Int>) -> Bool {
        units.outputs.contains(node) || units.users[node].contains { !members.contains($0) }
    }

    /// What others see of the loop's values through its own views.
    private func lowerViews(_ nodes: [Int], _ frame: LoopFrame?) {
        guard let frame else { return }
        let members = Set(nodes)
        var shown = nodes.filter { frame.roots[$0] != nil && isRead($0, outside: members) }
        for node in shown {
            var inner = graph.instructions[node].operands[0]
            while frame.roots[inner] != nil {
                shown.append(inner)
                inner = graph.instructions[inner].operands[0]
            }
        }
        for node in Set(shown).sorted() { lowerView(node) }
    }

    private func compile(_ nodes: [Int], stored: Set<Int>, _ loop: Unit.Loop) -> LoopCompiler.Loop?
    {
        var compiler = LoopCompiler(graph, nodes: nodes, stored: stored, loop) {
            stored.contains($0) ? plan.movingResult($0) : plan.movingView($0)
        }
        return compiler.compile()
    }

    private func emit(_ loops: [LoopCompiler.Loop]) {
        let (kernel, operands) = (loops[0].kernel, loops[0].code.operands)
        let rounds = plan.rounds.moving(loops.flatMap { $0.arrays + $0.scalars })
        var (reads, writes): ([Storage], [Storage]) = (rounds.storages, [])
        for loop in loops {
            for (array, operand) in strictZip(loop.arrays, operands) {
                if operand.isOutput {
                    writes.append(array.storage)
                } else {
                    reads.append(array.storage)
                }
            }
            reads += loop.scalars.map(\.storage)
        }
        let counts = loops.map(\.count)
        let parts = counts.map { kernel.parts(of: $0, plan.tiling) }
        let bytes = kernel.scratchByteCount(parts: parts, lanes: plan.lanes)
        let scratch = bytes > 0 ? plan.temporary(byteCount: bytes) : nil
        let work = plan.work(
            units: kernel.units(of: counts, parts: parts),
            Cost(
                calculating: kernel.nanoseconds(of: counts),
                bytes: loops.reduce(0) { $0 + $1.byteCount }))
        plan.emit(
            PlannedStep(
                name: loops[0].code.hasFolds ? "rows" : "loop", reads: reads,
                writes: writes + (scratch.map { [$0] } ?? []), lends: loops.flatMap(\.loans),
                kernel: "loop", work: work
            ) { memory in
                let segments = loops.indices.map { index in
                    LoopKernel.Segment(
                        loops[index].arrays + loops[index].scalars, count: counts[index],
                        parts: parts[index], in: memory)
                }
                return try kernel.bind(
                    segments, memory.counts(rounds), scratch: scratch.map { memory[$0] })
            })
    }
}

extension LoopCompiler.Loop {
    /// Bytes of the arrays, each as often as the loop reads or writes it.
    fileprivate var byteCount: Int { arrays.reduce(0) { $0 + $1.storedByteCount } }
}
