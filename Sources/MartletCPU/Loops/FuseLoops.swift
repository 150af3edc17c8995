// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR

/// Gathers elementwise instructions of one shape in loops: one pass over memory instead of many.
struct FuseLoops {
    /// A loop has a limited number of slots for operands and registers.
    private static let mostNodes = 40
    private static let mostOperands = 24

    static func apply(to units: inout UnitGraph) {
        for node in units.graph.instructions.indices {
            guard case .loop = units.units[units.unitOf[node]].kind else { continue }
            for operand in units.graph.instructions[node].operands {
                join(units.unitOf[operand], units.unitOf[node], &units)
            }
        }
    }

    /// Makes one loop of the unit of an operand and the unit that reads it, if that is possible.
    private static func join(_ first: Int, _ second: Int, _ units: inout UnitGraph) {
        guard first != second,
            let register = commonRegister(units.units[first].kind, units.units[second].kind),
            shape(of: first, units) == shape(of: second, units),
            readsOnlyRegisters(first, second, units), isSmall(first, second, units),
            units.canMerge(first, second)
        else { return }
        units.merge(second, into: first, sorting: true)
        units.setKind(.loop(Unit.Loop(register: register.type)), of: first)
    }

    private static func commonRegister(_ first: Unit.Kind, _ second: Unit.Kind) -> (
        type: CKRegister?, Void
    )? {
        guard case .loop(let first) = first, case .loop(let second) = second else { return nil }
        guard let left = first.register, let right = second.register else {
            return (first.register ?? second.register, ())
        }
        return left == right ? (left, ()) : nil
    }

    private static func shape(of unit: Int, _ units: UnitGraph) -> Shape {
        units.graph.instructions[units.units[unit].nodes[0]].type.shape
    }

    /// Whether no value that memory must cut is read inside the loop.
    private static func readsOnlyRegisters(_ first: Int, _ second: Int, _ units: UnitGraph) -> Bool
    {
        let nodes = Set(units.units[first].nodes + units.units[second].nodes)
        return nodes.allSatisfy { node in
            units.graph.instructions[node].operands.allSatisfy { operand in
                !nodes.contains(operand) || !isTerminal(operand, units.graph)
            }
        }
    }

    private static func isTerminal(_ node: Int, _ graph: Graph) -> Bool {
        let instruction = graph.instructions[node]
        let types = instruction.operands.map { graph.instructions[$0].type.dtype }
        return ElementwiseKind(instruction, types)?.isTerminal ?? false
    }

    private static func isSmall(_ first: Int, _ second: Int, _ units: UnitGraph) -> Bool {
        let nodes = Set(units.units[first].nodes + units.units[second].nodes)
        var operands = Set<Int>()
        for node in nodes {
            operands.formUnion(units.graph.instructions[node].operands)
            let isRead = units.users[node].contains { !nodes.contains($0) }
            if isRead || units.outputs.contains(node) { operands.insert(-1 - node) }
        }
        return nodes.count <= mostNodes && operands.subtracting(nodes).count <= mostOperands
    }
}
