// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR
import MartletTensor

/// Gathers elementwise instructions, and the reductions between them, in loops: one pass over memory instead of many.
struct FuseLoops {
    /// A loop has a limited number of slots for operands and registers.
    private static let mostNodes = 40
    private static let mostOperands = 24
    private static let mostFolds = 12

    static func apply(to units: inout UnitGraph) {
        for node in units.graph.instructions.indices where isFusable(units.unitOf[node], units) {
            for operand in units.graph.instructions[node].operands {
                let (root, views) = source(of: operand, units)
                join([units.unitOf[root], units.unitOf[node]], views, &units)
            }
        }
        joinReaders(&units)
    }

    /// Makes one loop of reductions that read the same array.
    private static func joinReaders(_ units: inout UnitGraph) {
        for value in units.graph.instructions.indices
        where units.users[value].count > 1 && units.graph.instructions[value].type.shape.count > 1 {
            let readers = units.users[value].filter { user in
                hasFolds(units.unitOf[user], units)
            }
            guard let first = readers.first else { continue }
            for reader in readers.dropFirst() {
                join([units.unitOf[first], units.unitOf[reader]], [], &units)
            }
        }
    }

    /// The value that an operand is a view of, and the views' units; one of several results is a value by itself.
    private static func source(of operand: Int, _ units: UnitGraph) -> (Int, Set<Int>) {
        var (root, views) = (operand, Set<Int>())
        while units.units[units.unitOf[root]].kind == .view,
            !(units.graph.instructions[root].operation is NthResult)
        {
            views.insert(units.unitOf[root])
            root = units.graph.instructions[root].operands[0]
        }
        return (root, views)
    }

    private static func isFusable(_ unit: Int, _ units: UnitGraph) -> Bool {
        register(of: unit, units) != nil
    }

    private static func hasFolds(_ unit: Int, _ units: UnitGraph) -> Bool {
        switch units.units[unit].kind {
        case .loop(let loop): loop.frame != nil
        case .operation: isFusable(unit, units)
        case .source, .view: false
        }
    }

    /// The type that a unit calculates in, which is nil for truth values; nil if it is no part of loops.
    private static func register(of unit: Int, _ units: UnitGraph) -> (type: CKRegister?, Void)? {
        switch units.units[unit].kind {
        case .loop(let loop): return (loop.register, ())
        case .operation(Riders()) where units.units[unit].nodes.count == 1:
            let instruction = units.graph.instructions[units.units[unit].nodes[0]]
            return ElementwiseKind(folding: instruction, in: units.graph).map { ($0.register, ()) }
        default: return nil
        }
    }

    /// Makes one loop of two units, and of the views that one has of the other, if that is possible.
    private static func join(_ pair: [Int], _ views: Set<Int>, _ units: inout UnitGraph) {
        let (first, second) = (pair[0], pair[1])
        guard first != second, let left = register(of: first, units),
            let right = register(of: second, units),
            let register = common(left.type, right.type)
        else { return }
        let group = views.union(pair)
        let nodes = group.flatMap { units.units[$0].nodes }.sorted()
        var loop = Unit.Loop(register: register.type)
        if nodes.contains(where: { units.graph.instructions[$0].isFold }) {
            guard nodes.count <= 2 * mostNodes else { return }
            loop.frame = LoopFrame(nodes, in: units.graph)
            guard loop.frame != nil else { return }
        } else {
            guard views.isEmpty, shape(of: first, units) == shape(of: second, units) else {
                return
            }
        }
        guard readsOnlyRegisters(nodes, loop.frame, units), isSmall(nodes, loop.frame, units),
            units.canMerge(group)
        else { return }
        for unit in group where unit != first { units.merge(unit, into: first, sorting: true) }
        units.setKind(.loop(loop), of: first)
    }

    private static func common(_ first: CKRegister?, _ second: CKRegister?) -> (
        type: CKRegister?, Void
    )? {
        guard let first, let second else { return (first ?? second, ()) }
        return first == second ? (first, ()) : nil
    }

    private static func shape(of unit: Int, _ units: UnitGraph) -> Shape {
        units.graph.instructions[units.units[unit].nodes[0]].type.shape
    }

    /// Whether no value that memory must cut is read inside the loop.
    private static func readsOnlyRegisters(
        _ nodes: [Int], _ frame: LoopFrame?, _ units: UnitGraph
    ) -> Bool {
        let members = Set(nodes)
        return nodes.allSatisfy { node in
            units.graph.instructions[node].operands.allSatisfy { operand in
                let root = frame?.root(operand) ?? operand
                return frame?.roots[node] != nil || !members.contains(root)
                    || !isTerminal(root, units.graph)
            }
        }
    }

    private static func isTerminal(_ node: Int, _ graph: Graph) -> Bool {
        let instruction = graph.instructions[node]
        let types = instruction.operands.map { graph.instructions[$0].type.dtype }
        let kind =
            ElementwiseKind(instruction, types) ?? ElementwiseKind(folding: instruction, in: graph)
        return kind?.isTerminal ?? false
    }

    private static func isSmall(_ nodes: [Int], _ frame: LoopFrame?, _ units: UnitGraph) -> Bool {
        let computed = nodes.filter { frame?.roots[$0] == nil }
        let members = Set(nodes)
        var operands = Set<Int>()
        for node in computed {
            operands.formUnion(units.graph.instructions[node].operands)
            if isRead(node, outside: members, units) { operands.insert(-1 - node) }
        }
        let folds = computed.count { units.graph.instructions[$0].isFold }
        return computed.count <= mostNodes && operands.subtracting(members).count <= mostOperands
            && folds <= mostFolds
    }

    private static func isRead(_ node: Int, outside members: Set<Int>, _ units: UnitGraph) -> Bool {
        units.outputs.contains(node) || units.users[node].contains { !members.contains($0) }
    }
}
