// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor

/// Tensors written down as a program that takes their constants as inputs, so that it serves other data too.
///
/// One walk, since it is made each time that somebody looks at a tensor: markers that only differentiation needs are
/// passed over on the way.
struct Expression {
    /// The program.
    private(set) var graph = Graph(instructions: [], inputs: [], outputs: [])
    /// The values of its inputs.
    private(set) var constants: [HostTensor] = []
    private var values = NodeNumbers()

    /// - Throws: `ExecutionError` if a tensor depends on the input of a program that is being traced.
    init(computing tensors: [Tensor]) throws(ExecutionError) {
        for tensor in tensors { try add(Self.unmarked(tensor.node)) }
        graph.outputs = tensors.compactMap { values[Self.unmarked($0.node)] }
    }

    /// A node whose operands are being written down.
    private struct Visit {
        let node: Node
        let nodes: [Node]
        var operands: [Int] = []

        init(_ node: Node) {
            self.node = node
            nodes = node.operands
            operands.reserveCapacity(nodes.count)
        }
    }

    private mutating func add(_ root: Node) throws(ExecutionError) {
        if values[root] != nil { return }
        var pending = [Visit(root)]
        while let last = pending.indices.last {
            let next = pending[last].operands.count
            guard next < pending[last].nodes.count else {
                try emit(pending.removeLast())
                continue
            }
            let operand = Self.unmarked(pending[last].nodes[next])
            if let value = values[operand] {
                pending[last].operands.append(value)
            } else {
                pending.append(Visit(operand))
            }
        }
    }

    private mutating func emit(_ visit: Visit) throws(ExecutionError) {
        let node = visit.node
        var operation = node.operation
        if node.applies(Placeholder.self) { throw .hasNoElements() }
        if node.applies(Taken.self) { throw .taken() }
        if let constant = node.constant {
            operation = Placeholder(index: constants.count, type: node.type)
            constants.append(constant)
            graph.inputs.append(graph.instructions.count)
        }
        values[node] = graph.instructions.count
        graph.instructions.append(
            Graph.Instruction(
                operation, visit.operands, node.type, furtherTypes: node.furtherTypes,
                layer: node.layer))
    }

    /// What a marker stands for.
    private static func unmarked(_ node: Node) -> Node {
        var node = node
        while node.applies(StopGradient.self) || node.applies(CustomGradient.self) {
            node = node.operands[0]
        }
        return node
    }
}
