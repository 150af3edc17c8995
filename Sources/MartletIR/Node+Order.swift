// SPDX-License-Identifier: Apache-2.0

extension Node {
    /// All nodes that `roots` are computed from, each once, operands before users.
    ///
    /// - Parameters:
    ///   - roots: What is computed.
    ///   - ends: Nodes whose operands are not followed.
    /// - Returns: The nodes, `ends` among them where they are needed.
    package static func inOrder(_ roots: [Node], from ends: Set<ObjectIdentifier> = []) -> [Node] {
        var order: [Node] = []
        var seen = NodeNumbers()
        var pending: [Visit] = []
        for root in roots where seen.insert(root) {
            pending.append(Visit(node: root, ends))
            while let last = pending.indices.last {
                guard let operand = pending[last].nextOperand() else {
                    order.append(pending.removeLast().node)
                    continue
                }
                if seen.insert(operand) { pending.append(Visit(node: operand, ends)) }
            }
        }
        return order
    }

    /// A node whose operands are being looked at.
    private struct Visit {
        let node: Node
        let operands: [Node]
        private var next = 0

        init(node: Node, _ ends: Set<ObjectIdentifier>) {
            self.node = node
            let isEnd = !ends.isEmpty && ends.contains(ObjectIdentifier(node))
            operands = isEnd ? [] : node.operands
        }

        mutating func nextOperand() -> Node? {
            guard next < operands.count else { return nil }
            next += 1
            return operands[next - 1]
        }
    }
}
