// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR

extension Lowering {
    /// A fused loop; loops over different arrays with the same code are segments of one.
    func lowerLoop(_ unit: Int) throws {
        guard case .loop(let register) = units.units[unit].kind else { return }
        let parts = merged.parts[unit] ?? [units.units[unit].nodes]
        var loops: [LoopCompiler.Loop] = []
        for nodes in parts where graph.instructions[nodes[0]].type.shape.count > 0 {
            loops += compile(nodes, register ?? .int64)
        }
        while let first = loops.first {
            let isMergeable = first.code.operands.allSatisfy { $0.sizes.isEmpty }
            let alike = isMergeable ? loops.filter { $0.code == first.code } : [first]
            emit(alike)
            loops = isMergeable ? loops.filter { $0.code != first.code } : Array(loops.dropFirst())
        }
        for nodes in parts where graph.instructions[nodes[0]].type.shape.count == 0 {
            for node in nodes { _ = builder.result(node) }
        }
    }

    /// The loop for instructions, or one for each if they are too many for the kernels.
    private func compile(_ nodes: [Int], _ register: CKRegister) -> [LoopCompiler.Loop] {
        let members = Set(nodes)
        let stored = members.filter { node in
            units.outputs.contains(node) || units.users[node].contains { !members.contains($0) }
        }
        if let loop = compile(nodes, stored: stored, register) { return [loop] }
        return nodes.compactMap { compile([$0], stored: [$0], register) }
    }

    private func compile(_ nodes: [Int], stored: Set<Int>, _ register: CKRegister)
        -> LoopCompiler.Loop?
    {
        var compiler = LoopCompiler(graph, nodes: nodes, stored: stored, register: register) {
            stored.contains($0) ? builder.result($0) : builder.view($0)
        }
        return compiler.compile()
    }

    private func emit(_ loops: [LoopCompiler.Loop]) {
        let code = loops[0].code
        var (reads, writes): ([Storage], [Storage]) = ([], [])
        for loop in loops {
            for (array, operand) in zip(loop.arrays, code.operands) {
                if operand.isOutput {
                    writes.append(array.storage)
                } else {
                    reads.append(array.storage)
                }
            }
            reads += loop.scalars.map(\.storage)
        }
        let team = builder.team
        let step = PlannedStep(name: "loop", reads: reads, writes: writes) { memory in
            let kernel = code.makeKernel(team: team)
            for loop in loops {
                let pointers = (loop.arrays + loop.scalars).map { Optional(memory[$0]) }
                guard let kernel, ck_fused_add_segment(kernel, pointers, Int64(loop.count)) else {
                    break
                }
            }
            return try BoundStep(
                { ck_fused_run($0) }, made: kernel, release: { ck_fused_destroy($0) })
        }
        builder.emit(step)
    }
}
