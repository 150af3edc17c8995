// SPDX-License-Identifier: Apache-2.0
public import MartletIR
import MartletTensor

/// Applies ReLU's gradient to the pooled image instead of the whole one: a quarter of the data, or less.
///
/// For y = relu(x) and p = maxpool(y), backwards from p: `select(y > 0, maxpool′(y, s), 0)` is
/// `maxpool′(y, select(p > 0, s, 0))`, since p is the element of y that the seed s goes to.
public struct MaskAfterPooling: Pass {
    /// The pass.
    public init() {}

    /// The graph with masks moved to the pooled images.
    public func apply(to graph: Graph) -> Graph {
        GraphRewriter.rewrite(graph) { rewriter, instruction in
            guard let match = match(instruction, rewriter) else { return nil }
            let layer = instruction.layer
            let pooled = rewriter[match.pooled].type
            guard
                let zero = rewriter.emit(Literal(value: 0, dtype: pooled.dtype), [], layer: layer),
                let mask = rewriter.emit(Compare(.greater), [match.pooled, zero], layer: layer),
                let seed = rewriter.emit(Select(), [mask, match.seed, zero], layer: layer)
            else { return nil }
            return rewriter.emit(
                MaxPoolingGradient(window: match.window), [match.image, seed], layer: layer)
        }
    }

    private struct Match {
        let window: Window
        let image: Int
        let pooled: Int
        let seed: Int
    }

    private func match(_ instruction: Graph.Instruction, _ rewriter: GraphRewriter) -> Match? {
        guard instruction.operation is Select else { return nil }
        let (condition, gradient) = (
            rewriter[instruction.operands[0]], rewriter[instruction.operands[1]]
        )
        guard let pooling = gradient.operation as? MaxPoolingGradient,
            gradient.type == instruction.type,
            condition.operation.isEqual(to: Compare(.greater)),
            condition.operands[0] == gradient.operands[0],
            isZero(condition.operands[1], rewriter), isZero(instruction.operands[2], rewriter),
            let pooled = rewriter.result.instructions.firstIndex(where: {
                $0.operation.isEqual(to: MaxPooling(window: pooling.window))
                    && $0.operands == [gradient.operands[0]]
            })
        else { return nil }
        return Match(
            window: pooling.window, image: gradient.operands[0], pooled: pooled,
            seed: gradient.operands[1])
    }

    private func isZero(_ value: Int, _ rewriter: GraphRewriter) -> Bool {
        rewriter.result.number(value) == 0
    }
}
