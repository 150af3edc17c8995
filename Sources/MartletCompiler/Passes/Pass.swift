// SPDX-License-Identifier: Apache-2.0
public import MartletIR

/// A change of a graph that does not change what it computes.
public protocol Pass: Sendable {
    /// The changed graph.
    func apply(to graph: Graph) -> Graph
}

/// A graph under construction, instruction by instruction, from another.
package struct GraphRewriter {
    private let source: Graph
    package private(set) var result = Graph(instructions: [], inputs: [], outputs: [])
    /// For each value of the source, the value that stands for it.
    private var replacements: [Int] = []

    package init(_ source: Graph) { self.source = source }

    /// Rewrites the whole graph: `rule` gets each instruction with its new operands and returns a value that stands
    /// for it, or `nil` to keep it.
    package static func rewrite(
        _ graph: Graph, _ rule: (inout GraphRewriter, Graph.Instruction) -> Int?
    ) -> Graph {
        var rewriter = GraphRewriter(graph)
        for instruction in graph.instructions {
            var moved = instruction
            moved.operands = instruction.operands.map { rewriter.replacements[$0] }
            let value = rule(&rewriter, moved) ?? rewriter.emit(moved)
            rewriter.replacements.append(value)
        }
        rewriter.result.inputs = graph.inputs.map { rewriter.replacements[$0] }
        rewriter.result.outputs = graph.outputs.map { rewriter.replacements[$0] }
        rewriter.result.donations = graph.donations
        return rewriter.result
    }

    /// Adds an instruction and returns its value.
    package mutating func emit(_ instruction: Graph.Instruction) -> Int {
        result.instructions.append(instruction)
        return result.instructions.count - 1
    }

    /// Adds an operation, whose type its rule gives, and returns its value; `nil` if the rule refuses.
    package mutating func emit(_ operation: any Operation, _ operands: [Int], layer: String?)
        -> Int?
    {
        let types = Operands(operands.map { result.instructions[$0].type })
        guard let all = try? operation.resultTypes(of: types), let first = all.first else {
            return nil
        }
        return emit(
            Graph.Instruction(
                operation, operands, first, furtherTypes: Array(all.dropFirst()), layer: layer))
    }

    /// The instruction that makes a value of the new graph.
    package subscript(value: Int) -> Graph.Instruction { result.instructions[value] }
}
