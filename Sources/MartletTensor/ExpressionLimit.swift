// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// What computes expressions before anybody looks at them.
///
/// The module that runs programs makes ``ExpressionLimit`` conform; where no such module is part of a program, nothing
/// is computed early.
package protocol EarlyComputation {
    /// The values of expressions, computed by one program.
    static func values(of nodes: [Node]) throws -> [HostTensor]
}

/// Keeps expressions that nobody looks at from growing without bound: what somebody holds is computed when an
/// expression becomes deep, and becomes a constant.
///
/// Loops come by at the same places again and again. Where a training step begins or ends is one such place; elsewhere
/// the next computation waits for an operation like the one that the last waited for. So equal pieces are computed, and
/// one program serves them all.
package enum ExpressionLimit {
    /// The depth at which an expression is computed, if it is not in the middle of a differentiation.
    ///
    /// Loops grow in depth. Many gradients of one function, as in a Hessian matrix, are wide instead, and must not become
    /// constants while more of them are asked for.
    package static let depth = 1500
    /// The depth at which an expression is computed where the function of a `valueAndGradient` begins.
    package static let stepDepth = 150
    /// Nodes that are computed however flat they are.
    package static let nodes = 30_000

    /// What runs programs, if it is there.
    private static var engine: (any EarlyComputation.Type)? {
        (ExpressionLimit.self as Any) as? any EarlyComputation.Type
    }

    /// Computes what is held of the expression that `node` has just joined, if that is large.
    static func check(_ node: Node, count: Int, mark: Int?) {
        // Counted since the last computation: one that failed is not tried again at once.
        guard count >= depth, node.depth >= depth || count >= nodes, let segment = node.segment
        else { return }
        let here = Self.mark(of: node)
        let isUrgent = node.depth >= 2 * depth || count >= 2 * nodes
        guard mark == nil || mark == here || isUrgent else { return }
        compute(segment, mark: here)
    }

    /// Computes what is held of the expressions that tensors belong to where they are large, between two steps.
    package static func checkStep(_ tensors: [Tensor], depth: Int = stepDepth) {
        for node in tensors.map(\.node) where node.depth >= depth {
            guard let segment = node.segment, !segment.isClosed, segment.count >= depth else {
                continue
            }
            compute(segment, mark: nil)
        }
    }

    private static func compute(_ segment: ExpressionSegment, mark: Int?) {
        guard let engine, let nodes = segment.beginComputing() else { return }
        // What fails now, fails again when somebody looks at it, who is told then.
        let values = (try? engine.values(of: nodes)) ?? []
        let computed = values.isEmpty ? [] : nodes
        let constants = values.map { (operation: Constant(value: $0) as any Operation, value: $0) }
        segment.endComputing(
            computed, sources: sources(of: computed), mark: mark, constants: constants)
    }

    /// What tells places of a program apart.
    private static func mark(of node: Node) -> Int {
        var hasher = Hasher()
        hasher.combine(node.operation.name)
        hasher.combine(node.type)
        for operand in node.operands { hasher.combine(operand.type) }
        return hasher.finalize()
    }

    /// For each node, the positions of the others that it is computed from.
    private static func sources(of nodes: [Node]) -> [[Int]] {
        var positions = NodeNumbers()
        for (index, node) in nodes.enumerated() { positions[node] = index }
        var numbers = NodeNumbers()
        var reached: [Set<Int>] = []
        for node in Node.inOrder(nodes) {
            numbers[node] = reached.count
            var below: Set<Int> = []
            for operand in node.operands {
                if let position = positions[operand] { below.insert(position) }
                if let number = numbers[operand] { below.formUnion(reached[number]) }
            }
            reached.append(below)
        }
        return nodes.map { node in numbers[node].map { Array(reached[$0]) } ?? [] }
    }
}
