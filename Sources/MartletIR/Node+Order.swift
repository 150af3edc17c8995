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
        var seen: Set<ObjectIdentifier> = []
        var pending: [(node: Node, isExpanded: Bool)] = roots.reversed().map { ($0, false) }
        while let (node, isExpanded) = pending.popLast() {
            if isExpanded {
                order.append(node)
            } else if seen.insert(ObjectIdentifier(node)).inserted {
                pending.append((node, true))
                if ends.contains(ObjectIdentifier(node)) { continue }
                for operand in node.operands.reversed()
                where !seen.contains(ObjectIdentifier(operand)) {
                    pending.append((operand, false))
                }
            }
        }
        return order
    }
}
