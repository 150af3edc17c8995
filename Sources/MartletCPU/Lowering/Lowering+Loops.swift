// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR

extension Lowering {
    /// A fused loop; loops over different arrays with the same code are segments of one.
    func lower(_ loop: Unit.Loop, _ unit: Int) {
        let parts = loop.parts.isEmpty ? [units.units[unit].nodes] : loop.parts
        var loops: [LoopCompiler.Loop] = []
        for nodes in parts where graph.instructions[nodes[0]].type.shape.count > 0 {
            loops += compile(nodes, loop.register ?? .int64)
        }
        while let first = loops.first {
            let isMergeable = first.code.operands.allSatisfy { $0.sizes.isEmpty }
            let alike = isMergeable ? loops.filter { $0.code == first.code } : [first]
            emit(alike)
            loops = isMergeable ? loops.filter { $0.code != first.code } : Array(loops.dropFirst())
        }
        for nodes in parts where graph.instructions[nodes[0]].type.shape.count == 0 {
            for node in nodes { _ = plan.result(node) }
        }
    }

    /// The loop for instructions, or one for each if they are too many for the kernels; what has too many dimensions
    /// runs its reference kernel.
    private func compile(_ nodes: [Int], _ register: CKRegister) -> [LoopCompiler.Loop] {
        let members = Set(nodes)
        let stored = members.filter { node in
            units.outputs.contains(node) || units.users[node].contains { !members.contains($0) }
        }
        if let loop = compile(nodes, stored: stored, register) { return [loop] }
        return nodes.compactMap { node in
            if let loop = compile([node], stored: [node], register) { return loop }
            emitReference(node)
            return nil
        }
    }

    private func compile(_ nodes: [Int], stored: Set<Int>, _ register: CKRegister)
        -> LoopCompiler.Loop?
    {
        var compiler = LoopCompiler(graph, nodes: nodes, stored: stored, register: register) {
            stored.contains($0) ? plan.movingResult($0) : plan.movingView($0)
        }
        return compiler.compile()
    }

    private func emit(_ loops: [LoopCompiler.Loop]) {
        let (kernel, operands) = (loops[0].kernel, loops[0].code.operands)
        let rounds = plan.rounds(of: loops.flatMap { $0.arrays + $0.scalars }).first
        var (reads, writes): ([Storage], [Storage]) = (rounds.map { [$0] } ?? [], [])
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
        let work = plan.work(
            units: kernel.units(of: counts), nanoseconds: kernel.nanoseconds(of: counts))
        plan.emit(
            PlannedStep(
                name: "loop", reads: reads, writes: writes, lends: loops.flatMap(\.loans),
                work: work
            ) { memory in
                let segments = loops.map { loop in
                    LoopKernel.Segment(
                        (loop.arrays + loop.scalars), count: loop.count, in: memory)
                }
                return try kernel.bind(segments, counter: rounds.map { memory.counter($0) })
            })
    }
}
