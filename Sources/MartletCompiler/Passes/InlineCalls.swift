// SPDX-License-Identifier: Apache-2.0
public import MartletIR
import MartletTensor

/// Puts the bodies of calls in their places.
///
/// What a checkpoint computes again is told from the first time by the barrier that it reads its operands through.
public struct InlineCalls: Pass {
    /// The pass.
    public init() {}

    /// The graph without calls.
    public func apply(to graph: Graph) -> Graph {
        var results: [Int: [Int]] = [:]
        return GraphRewriter.rewrite(graph) { rewriter, instruction in
            if instruction.operation is NthResult {
                return results[instruction.operands[0]].map { values in
                    values[(instruction.operation as? NthResult)?.index ?? 0]
                }
            }
            guard let call = instruction.operation as? Call else { return nil }
            let values = rewriter.inline(call.body, at: instruction.operands)
            // The value of the call itself, which only its parts were read from: nobody
            // reads it any more. Removing it, and more, is left to others: loops are still to be compared.
            let place = rewriter.emit(
                .init(Barrier(), [values[0]], instruction.type, layer: instruction.layer))
            results[place] = values
            return place
        }
    }
}

extension GraphRewriter {
    /// Adds the instructions of a body that reads the given values, and returns its outputs.
    package mutating func inline(_ body: Graph, at operands: [Int], layer: String? = nil)
        -> [Int]
    {
        var values = [Int](repeating: -1, count: body.instructions.count)
        for (input, operand) in strictZip(body.inputs, operands) { values[input] = operand }
        for (index, instruction) in body.instructions.enumerated() where values[index] < 0 {
            var moved = instruction
            moved.operands = instruction.operands.map { values[$0] }
            moved.layer = instruction.layer ?? layer
            values[index] = emit(moved)
        }
        return body.outputs.map { values[$0] }
    }
}
