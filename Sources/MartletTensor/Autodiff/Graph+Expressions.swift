// SPDX-License-Identifier: Apache-2.0
import MartletIR

extension Graph {
    /// The outputs as expressions of `arguments`, which take the places of the inputs.
    func expressions(at arguments: [Tensor]) -> [Tensor] {
        var nodes: [Node?] = instructions.map { _ in nil }
        for (value, argument) in strictZip(inputs, arguments) { nodes[value] = argument.node }
        for (index, instruction) in instructions.enumerated() where nodes[index] == nil {
            if instruction.operation is CustomGradient {
                GraphError.ruleOfAnother().report()
            }
            nodes[index] = Node(
                instruction.operation, instruction.operands.compactMap { nodes[$0] },
                instruction.type, furtherTypes: instruction.furtherTypes)
        }
        return outputs.compactMap { nodes[$0] }.map(Tensor.init)
    }
}

extension RegionTrace {
    /// Expressions of a body to take gradients of: what it was traced from, if that reads these very operands.
    ///
    /// The first `constantCount` operands are the same at every turn.
    init(of body: Graph, at operands: [Tensor], constantCount: Int, _ trace: RegionTrace?) {
        let constants = operands[..<constantCount]
        if let trace, zip(trace.inputs, constants).allSatisfy({ $0 === $1.node }) {
            self = trace
            return
        }
        let types = Array(body.inputTypes[constantCount...])
        let arguments =
            Self.distinct(Array(constants)) + TraceScope().arguments(types, "an input of a body")
        self.init(
            inputs: arguments.map(\.node), outputs: body.expressions(at: arguments))
    }

    /// The same values, each of them a node of its own: a gradient belongs to one place of the body.
    private static func distinct(_ tensors: [Tensor]) -> [Tensor] {
        var seen: Set<ObjectIdentifier> = []
        return tensors.map { tensor in
            seen.insert(ObjectIdentifier(tensor.node)).inserted
                ? tensor : Tensor(Reshape(shape: tensor.shape), tensor)
        }
    }
}

extension GraphError {
    static func ruleOfAnother() -> GraphError {
        GraphError(
            code: .notDifferentiable, operation: "gradient",
            problem: "a body with a gradient rule of its own is differentiated in another place",
            hint: "take the gradient of the expression that it was traced from")
    }
}
