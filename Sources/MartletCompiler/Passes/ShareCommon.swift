// SPDX-License-Identifier: Apache-2.0
public import MartletIR
import MartletTensor

/// Computes equal operations on equal operands once.
public struct ShareCommon: Pass {
    /// The pass.
    public init() {}

    private struct Key: Hashable {
        let operation: AnyHashable
        let operands: [Int]
        let type: TensorType
    }

    /// The graph without repetitions.
    public func apply(to graph: Graph) -> Graph {
        var known: [Key: Int] = [:]
        return GraphRewriter.rewrite(graph) { rewriter, instruction in
            if instruction.operation is Placeholder { return nil }
            let mayTurn = instruction.operation is Add || instruction.operation is Multiply
            let operands = mayTurn ? instruction.operands.sorted() : instruction.operands
            let key = Key(
                operation: AnyHashable(instruction.operation), operands: operands,
                type: instruction.type)
            if let value = known[key] { return value }
            let value = rewriter.emit(instruction)
            known[key] = value
            return value
        }
    }
}
