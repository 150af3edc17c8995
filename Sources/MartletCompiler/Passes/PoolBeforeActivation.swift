// SPDX-License-Identifier: Apache-2.0
public import MartletIR
import MartletTensor

/// Applies ReLU to the pooled image instead of the whole one: a quarter of the data, or less.
///
/// ReLU is monotonic, so `maxpool(relu(x))` is `relu(maxpool(x))`, for NaN too. A gradient of the pooling that asked
/// `relu(x)` which element was the greatest may ask x: they disagree only where the whole window is below 0, and there
/// ``MaskAfterPooling`` has made the seed 0. So this pass comes after that one, and leaves alone what it left.
public struct PoolBeforeActivation: Pass {
    /// The pass.
    public init() {}

    /// The graph with activations moved to the pooled images.
    public func apply(to graph: Graph) -> Graph {
        let moved = Self.movable(in: graph)
        guard !moved.isEmpty else { return graph }
        var index = -1
        let rewritten = GraphRewriter.rewrite(graph) { rewriter, instruction in
            index += 1
            guard let image = graph.instructions[index].operands.first, moved.contains(image)
            else { return nil }
            var changed = instruction
            changed.operands[0] = rewriter[instruction.operands[0]].operands[0]
            let value = rewriter.emit(changed)
            guard instruction.operation is MaxPooling else { return value }
            return rewriter.emit(ReLU(), [value], layer: instruction.layer)
        }
        return RemoveUnused().apply(to: rewritten)
    }

    /// The ReLUs that only poolings read, and gradients of them whose seed is masked.
    private static func movable(in graph: Graph) -> Set<Int> {
        let users = graph.users()
        let outputs = Set(graph.outputs)
        return Set(
            graph.instructions.indices.filter { value in
                graph.instructions[value].operation is ReLU && !outputs.contains(value)
                    && users[value].contains { graph.instructions[$0].operation is MaxPooling }
                    && users[value].allSatisfy { isPooling($0, of: value, in: graph) }
            })
    }

    private static func isPooling(_ user: Int, of value: Int, in graph: Graph) -> Bool {
        let instruction = graph.instructions[user]
        guard instruction.operands[0] == value else { return false }
        if instruction.operation is MaxPooling { return true }
        guard let gradient = instruction.operation as? MaxPoolingGradient,
            instruction.operands[1] != value
        else { return false }
        let seed = graph.instructions[instruction.operands[1]]
        guard seed.operation is Select else { return false }
        let condition = graph.instructions[seed.operands[0]]
        let zeros = [seed.operands[2], condition.operands.last ?? seed.operands[0]]
        guard condition.operation.isEqual(to: Compare(.greater)),
            zeros.allSatisfy({ graph.number($0) == 0 })
        else { return false }
        let pooled = graph.instructions[condition.operands[0]]
        return pooled.operation.isEqual(to: MaxPooling(window: gradient.window))
            && pooled.operands == [value]
    }
}
