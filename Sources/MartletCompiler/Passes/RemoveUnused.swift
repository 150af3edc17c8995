// SPDX-License-Identifier: Apache-2.0
public import MartletIR

/// Drops what no output needs.
///
/// Inputs stay: the caller counts on them.
public struct RemoveUnused: Pass {
    /// The pass.
    public init() {}

    /// The graph without what nobody reads.
    public func apply(to graph: Graph) -> Graph {
        var isUsed = [Bool](repeating: false, count: graph.instructions.count)
        for value in graph.outputs + graph.inputs { isUsed[value] = true }
        for index in graph.instructions.indices.reversed() where isUsed[index] {
            for operand in graph.instructions[index].operands { isUsed[operand] = true }
        }
        var renumbered = [Int](repeating: -1, count: graph.instructions.count)
        var result = Graph(instructions: [], inputs: [], outputs: [], donations: graph.donations)
        for (index, instruction) in graph.instructions.enumerated() where isUsed[index] {
            renumbered[index] = result.instructions.count
            var moved = instruction
            moved.operands = instruction.operands.map { renumbered[$0] }
            result.instructions.append(moved)
        }
        result.inputs = graph.inputs.map { renumbered[$0] }
        result.outputs = graph.outputs.map { renumbered[$0] }
        return result
    }
}
