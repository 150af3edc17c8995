// SPDX-License-Identifier: Apache-2.0
public import MartletIR
import MartletTensor

/// Drops what no output needs, results and carried values of loops and branches among it.
///
/// Inputs stay: the caller counts on them.
public struct RemoveUnused: Pass {
    /// The pass.
    public init() {}

    /// The graph without what nobody reads.
    public func apply(to graph: Graph) -> Graph {
        let (trimmed, isUsed) = Self.usage(of: graph)
        var renumbered = [Int](repeating: -1, count: graph.instructions.count)
        var result = Graph(instructions: [], inputs: [], outputs: [], donations: graph.donations)
        for (index, instruction) in trimmed.instructions.enumerated() where isUsed[index] {
            renumbered[index] = result.instructions.count
            var moved = instruction
            moved.operands = instruction.operands.map { renumbered[$0] }
            result.instructions.append(moved)
        }
        result.inputs = graph.inputs.map { renumbered[$0] }
        result.outputs = graph.outputs.map { renumbered[$0] }
        return result
    }

    /// The graph with less in its loops and branches, and which of its instructions are needed.
    private static func usage(of graph: Graph) -> (Graph, [Bool]) {
        var graph = graph
        var isUsed = [Bool](repeating: false, count: graph.instructions.count)
        /// For values with several results, the instructions that read one of them.
        var parts: [Int: [Int]] = [:]
        for value in graph.outputs + graph.inputs { isUsed[value] = true }
        for index in graph.instructions.indices.reversed() where isUsed[index] {
            if let readers = parts[index] { trim(index, &graph, readers) }
            let instruction = graph.instructions[index]
            if instruction.operation is NthResult {
                parts[instruction.operands[0], default: []].append(index)
            }
            for operand in instruction.operands { isUsed[operand] = true }
        }
        return (graph, isUsed)
    }

    private static func trim(_ index: Int, _ graph: inout Graph, _ readers: [Int]) {
        let instruction = graph.instructions[index]
        let used = Set(
            readers.compactMap { (graph.instructions[$0].operation as? NthResult)?.index })
        guard
            let region = TrimmedRegion(instruction.operation, reading: used),
            region.operands.count < instruction.operands.count
                || region.results.count < instruction.types.count
        else { return }
        let types = region.results.map { instruction.types[$0] }
        graph.instructions[index] = Graph.Instruction(
            region.operation, region.operands.map { instruction.operands[$0] }, types[0],
            furtherTypes: Array(types.dropFirst()), layer: instruction.layer)
        for reader in readers {
            guard let part = graph.instructions[reader].operation as? NthResult,
                let place = region.results.firstIndex(of: part.index)
            else { continue }
            graph.instructions[reader].operation = NthResult(index: place, type: part.type)
        }
    }
}
