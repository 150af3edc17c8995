// SPDX-License-Identifier: Apache-2.0
public import MartletIR

extension Graph {
    /// The program that computes `outputs`, given the values of `inputs`.
    ///
    /// - Parameters:
    ///   - outputs: What is computed.
    ///   - inputs: Tensors made by ``MartletTensor/Tensor/input(_:_:)``, in the order of the program's inputs.
    ///   - donations: Inputs whose memory outputs may take.
    public init(computing outputs: [Tensor], from inputs: [Tensor], donations: [Donation] = []) {
        self.init(instructions: [], inputs: [], outputs: [], donations: donations)
        append(Node.inOrder((inputs + outputs).map(\.node)), from: inputs.map(\.node), outputs)
        let argument = instructions.lazy.compactMap { $0.operation as? BodyArgument }.first
        if let argument { GraphError.escapes(argument.role).report() }
    }

    /// The body that computes `outputs` from whatever values `inputs` stand for, each of them a placeholder of the body.
    ///
    /// Nothing is looked for behind the inputs, which may be any nodes. What does not depend on them becomes part of
    /// the body, down to its leaves.
    package init(body outputs: [Tensor], from inputs: [Node]) {
        self.init(instructions: [], inputs: [], outputs: [])
        let ends = Set(inputs.map(ObjectIdentifier.init))
        let inner = Node.inOrder(outputs.map(\.node), from: ends)
            .filter { !ends.contains(ObjectIdentifier($0)) }
        append(inputs + inner, from: inputs, outputs)
        for (index, input) in inputs.enumerated() {
            instructions[index] = Instruction(
                Placeholder(index: index, type: input.type), [], input.type)
        }
    }

    private mutating func append(_ nodes: [Node], from inputs: [Node], _ outputs: [Tensor]) {
        var ids: [ObjectIdentifier: Int] = [:]
        for node in nodes {
            ids[ObjectIdentifier(node)] = instructions.count
            let operands = node.operands.compactMap { ids[ObjectIdentifier($0)] }
            instructions.append(
                Instruction(
                    node.operation, operands, node.type, furtherTypes: node.furtherTypes,
                    layer: node.layer))
        }
        self.inputs = inputs.compactMap { ids[ObjectIdentifier($0)] }
        self.outputs = outputs.compactMap { ids[ObjectIdentifier($0.node)] }
    }
}

extension GraphError {
    /// A value of the inside of a body is read outside.
    static func escapes(_ role: String) -> GraphError {
        GraphError(
            code: .invalidAttribute, operation: "graph",
            problem: "a value that depends on \(role) is read outside the body",
            hint: "return it from the body as a result")
    }
}

extension Tensor {
    /// A value that is given each time a traced program runs.
    public static func input(_ index: Int, _ type: TensorType) -> Tensor {
        Tensor(Placeholder(index: index, type: type), [])
    }
}
