// SPDX-License-Identifier: Apache-2.0
public import MartletIR
import MartletTensor

/// Takes what is one number for each column out of sums of columns: `Σ x · γ` is `γ · Σ x`.
///
/// The gradient of a normalisation sums its seeds twice, with γ and without, and twice their products with the normalised
/// values. What is left are two sums instead of four. Not in 16 bits, where a sum may be too great without its factor.
public struct FactorSums: Pass {
    /// The pass.
    public init() {}

    /// The graph with factors outside of sums.
    public func apply(to graph: Graph) -> Graph {
        GraphRewriter.rewrite(graph) { rewriter, instruction in
            guard let sum = instruction.operation as? Sum, instruction.type.dtype.isFloating,
                instruction.type.dtype.byteCount > 2,
                let terms = Self.factored(instruction.operands[0], sum, &rewriter, within: 2)
            else { return nil }
            let total = rewriter.emit(sum, [terms.value], layer: instruction.layer)
            return total.flatMap { total in
                terms.factors.reduce(Optional(total)) { product, factor in
                    product.flatMap { Self.product($0, factor, instruction, &rewriter) }
                }
            }
        }
    }

    /// A value without its factors of columns; nil if it has none.
    private static func factored(
        _ value: Int, _ sum: Sum, _ rewriter: inout GraphRewriter, within steps: Int
    ) -> (value: Int, factors: [Int])? {
        let instruction = rewriter[value]
        guard steps > 0, instruction.operation is Multiply,
            let columns = columns(of: value, sum, rewriter)
        else { return nil }
        let operands = instruction.operands
        for (factor, other) in [(operands[1], operands[0]), (operands[0], operands[1])] {
            let shape = rewriter[factor].type.shape
            guard shape.count == columns, shape.sizes.last == columns,
                rewriter[other].type == instruction.type
            else { continue }
            let inner = factored(other, sum, &rewriter, within: steps - 1)
            return (inner?.value ?? other, [factor] + (inner?.factors ?? []))
        }
        for place in [0, 1] {
            guard let inner = factored(operands[place], sum, &rewriter, within: steps - 1) else {
                continue
            }
            var rest = instruction
            rest.operands[place] = inner.value
            return (rewriter.emit(rest), inner.factors)
        }
        return nil
    }

    /// How many columns are summed, if all axes go but the last.
    private static func columns(of value: Int, _ sum: Sum, _ rewriter: GraphRewriter) -> Int? {
        let shape = rewriter[value].type.shape
        guard let columns = shape.sizes.last, columns > 1, shape.count > columns,
            sum.axes == Array(0..<(shape.rank - 1))
        else { return nil }
        return columns
    }

    private static func product(
        _ total: Int, _ factor: Int, _ like: Graph.Instruction, _ rewriter: inout GraphRewriter
    ) -> Int? {
        let flat = rewriter.emit(
            Reshape(shape: like.type.shape), [factor], layer: like.layer)
        return flat.flatMap { rewriter.emit(Multiply(), [total, $0], layer: like.layer) }
    }
}
