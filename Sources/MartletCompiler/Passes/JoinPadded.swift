// SPDX-License-Identifier: Apache-2.0
public import MartletIR
import MartletTensor

/// Makes one concatenation of a sum of padded tensors that lie side by side.
///
/// The gradient of a slice is its seed, padded with zeros; what is sliced into all its parts (the gates of a recurrent
/// cell, the heads of an attention) has the sum of them: `pad(a) + pad(b)` is `concatenate(a, b)`.
public struct JoinPadded: Pass {
    /// The pass.
    public init() {}

    /// The graph with sums of parts joined.
    public func apply(to graph: Graph) -> Graph {
        var isChanged = false
        let result = GraphRewriter.rewrite(graph) { rewriter, instruction in
            guard instruction.operation is Add,
                let parts = Self.parts(of: instruction, rewriter),
                let axis = Self.axis(along: parts, instruction.type)
            else { return nil }
            let sorted = parts.sorted { $0.padding.low[axis] < $1.padding.low[axis] }
            guard Self.areSideBySide(sorted, axis, instruction.type) else { return nil }
            isChanged = true
            return rewriter.emit(
                Concatenate(axis: axis), sorted.map(\.value), layer: instruction.layer)
        }
        return isChanged ? RemoveUnused().apply(to: result) : graph
    }

    /// A padded tensor of a sum.
    private struct Part {
        let padding: Pad
        let value: Int
        let shape: Shape
    }

    private static let mostParts = 64

    /// What is padded in a sum of sums; nil if anything in it is not, or has another type.
    private static func parts(of sum: Graph.Instruction, _ rewriter: GraphRewriter) -> [Part]? {
        var parts: [Part] = []
        var pending = sum.operands
        while let value = pending.popLast() {
            let term = rewriter[value]
            guard term.type == sum.type, parts.count + pending.count < mostParts else { return nil }
            if term.operation is Add {
                pending += term.operands
            } else if let padding = term.operation as? Pad, padding.value == 0,
                padding.interior.allSatisfy({ $0 == 0 })
            {
                let operand = term.operands[0]
                parts.append(
                    Part(padding: padding, value: operand, shape: rewriter[operand].type.shape))
            } else {
                return nil
            }
        }
        return parts
    }

    /// The only axis along which the parts are padded.
    private static func axis(along parts: [Part], _ type: TensorType) -> Int? {
        let axes = type.shape.sizes.indices.filter { axis in
            parts.contains { $0.padding.low[axis] != 0 || $0.padding.high[axis] != 0 }
        }
        return axes.count == 1 ? axes[0] : nil
    }

    private static func areSideBySide(_ parts: [Part], _ axis: Int, _ type: TensorType) -> Bool {
        var end = 0
        for part in parts {
            guard part.padding.low[axis] == end else { return false }
            end += part.shape[axis]
        }
        return end == type.shape[axis]
    }
}
