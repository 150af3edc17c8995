// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletTensor

/// Makes one loop of loops that do the same to different arrays: an optimizer's step is one kernel over all parameters.
struct MergeUpdates {
    static func apply(to units: inout UnitGraph) {
        var groups: [String: [Int]] = [:]
        var keys: [String] = []
        for unit in units.units.indices {
            guard let key = key(of: unit, units) else { continue }
            if groups[key] == nil { keys.append(key) }
            groups[key, default: []].append(unit)
        }
        for key in keys {
            guard let members = groups[key], members.count > 1 else { continue }
            merge(members, &units)
        }
    }

    private static func merge(_ members: [Int], _ units: inout UnitGraph) {
        let first = members[0]
        guard case .loop(var loop) = units.units[first].kind else { return }
        var merged = [units.units[first].nodes]
        for unit in members.dropFirst() {
            guard !units.depends(unit, on: first), !units.depends(first, on: unit) else { continue }
            merged.append(units.units[unit].nodes)
            units.merge(unit, into: first)
        }
        guard merged.count > 1 else { return }
        loop.parts = merged
        units.setKind(.loop(loop), of: first)
    }

    /// What a loop does, without the arrays it does it to; nil if it is not an update of outputs by whole arrays.
    private static func key(of unit: Int, _ units: UnitGraph) -> String? {
        guard case .loop(let loop) = units.units[unit].kind else { return nil }
        let nodes = units.units[unit].nodes
        let instructions = units.graph.instructions
        // Folds to one number are alike whatever the axes: norms of all gradients are one step.
        let isTotal = loop.frame?.columns == 1
        guard let first = nodes.first, loop.frame == nil || isTotal else { return nil }
        guard isTotal || instructions[first].type.shape.count > 1 else { return nil }
        let places = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1, $0) })
        var operands: [Int: Int] = [:]
        var key = "\(String(describing: loop.register))"
        for node in nodes {
            let isWritten = units.outputs.contains(node)
            let isRead = units.users[node].contains { places[$0] == nil }
            if isRead && !isWritten && !isTotal { return nil }
            let instruction = instructions[node]
            let attributes = instruction.isFold ? "" : "\(instruction.operation.attributes)"
            key += "|\(instruction.operation.name)(\(attributes))"
            key += ":\(instruction.type.dtype)\(isWritten || isRead ? "!" : "")"
            for operand in instruction.operands {
                if let place = places[operand] {
                    key += ",%\(place)"
                    continue
                }
                let shape =
                    instruction.isFold ? instructions[operand].type.shape : instruction.type.shape
                guard let text = describe(operand, shape, &operands, units.graph) else {
                    return nil
                }
                key += text
            }
        }
        return key
    }

    /// An operand from outside: a number, or an array as long as the loop.
    private static func describe(
        _ operand: Int, _ shape: Shape, _ operands: inout [Int: Int], _ graph: Graph
    ) -> String? {
        let instruction = graph.instructions[operand]
        if let number = graph.number(operand) { return ",\(number)" }
        let ordinal = operands[operand] ?? operands.count
        operands[operand] = ordinal
        if instruction.type.shape.count == 1 { return ",s\(ordinal):\(instruction.type.dtype)" }
        let isArray =
            instruction.type.shape == shape
            && (instruction.operation is Reshape || !UnitGraph.isView(instruction.operation))
        return isArray ? ",a\(ordinal):\(instruction.type.dtype)" : nil
    }
}
