// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// Finds what a body reads from outside.
struct Captures {
    /// The nodes that the body reads, in the order in which it does; they become its inputs.
    private(set) var nodes: [Node] = []

    /// What a body reads that neither is one of its arguments nor depends on one: computed once, outside.
    ///
    /// Numbers written in the program stay in the body.
    init(of outputs: [Tensor], arguments: [Node]) {
        let ends = Set(arguments.map(ObjectIdentifier.init))
        var inner = ends
        for node in Node.inOrder(outputs.map(\.node), from: ends)
        where node.operands.contains(where: { inner.contains(ObjectIdentifier($0)) }) {
            inner.insert(ObjectIdentifier(node))
        }
        collect(outputs, ends) { inner.contains(ObjectIdentifier($0)) }
    }

    /// What a body reads that was not made by its code.
    init(of outputs: [Tensor], madeOutside scope: TraceScope) {
        collect(outputs, []) { node in
            if node.operation is Constant || node.operation is Placeholder { return false }
            return node.scope?.isWithin(scope) ?? false
        }
    }

    private mutating func collect(
        _ outputs: [Tensor], _ ends: Set<ObjectIdentifier>, _ isInner: (Node) -> Bool
    ) {
        var seen = ends
        var pending = Array(outputs.map(\.node).reversed())
        while let node = pending.popLast() {
            guard seen.insert(ObjectIdentifier(node)).inserted, !node.isNumber else { continue }
            if isInner(node) {
                pending += node.operands.reversed()
            } else {
                nodes.append(node)
            }
        }
    }
}

extension Node {
    /// Whether the program says the number that fills the value.
    var isNumber: Bool {
        var node = self
        while node.operation is Broadcast || node.operation is Reshape { node = node.operands[0] }
        return node.operation is Literal
    }
}
