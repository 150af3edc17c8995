// SPDX-License-Identifier: Apache-2.0
public import MartletIR
package import MartletTensor

/// Puts the bodies of composites in their places, but for those that an executor takes whole.
public struct ExpandComposites: Pass {
    private let isKept: @Sendable (any Composite, [TensorType]) -> Bool

    /// Expands all composites.
    public init() { isKept = { _, _ in false } }

    /// Expands those, on operands of some types, that `isKept` does not want.
    package init(keeping isKept: @escaping @Sendable (any Composite, [TensorType]) -> Bool) {
        self.isKept = isKept
    }

    /// The graph with bodies instead of composites.
    public func apply(to graph: Graph) -> Graph {
        var results: [Int: [Int]] = [:]
        return GraphRewriter.rewrite(graph) { rewriter, instruction in
            if let part = instruction.operation as? NthResult {
                return results[instruction.operands[0]].map { $0[part.index] }
            }
            let types = instruction.operands.map { rewriter[$0].type }
            guard let composite = instruction.operation as? any Composite,
                !isKept(composite, types)
            else { return nil }
            let body = apply(to: composite.graph(for: types))
            let values = rewriter.inline(body, at: instruction.operands, layer: instruction.layer)
            if instruction.furtherTypes.isEmpty { return values[0] }
            // Stands for all results until their readers have been led to the values.
            let place = rewriter.emit(.init(Barrier(), [values[0]], instruction.type))
            results[place] = values
            return place
        }
    }
}
