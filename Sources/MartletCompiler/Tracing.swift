// SPDX-License-Identifier: Apache-2.0
public import MartletIR
public import MartletTensor

extension Graph {
    /// The program that computes `outputs`, given the values of `inputs`.
    ///
    /// - Parameters:
    ///   - outputs: What is computed.
    ///   - inputs: Tensors made by ``MartletTensor/Tensor/input(_:_:)``, in the order of the program's inputs.
    ///   - donations: Inputs whose memory outputs may take.
    public init(computing outputs: [Tensor], from inputs: [Tensor], donations: [Donation] = []) {
        self.init(instructions: [], inputs: [], outputs: [], donations: donations)
        var ids: [ObjectIdentifier: Int] = [:]
        for node in Node.inOrder((inputs + outputs).map(\.node)) {
            ids[ObjectIdentifier(node)] = instructions.count
            let operands = node.operands.compactMap { ids[ObjectIdentifier($0)] }
            instructions.append(
                Instruction(node.operation, operands, node.type, layer: node.layer))
        }
        self.inputs = inputs.compactMap { ids[ObjectIdentifier($0.node)] }
        self.outputs = outputs.compactMap { ids[ObjectIdentifier($0.node)] }
    }
}

extension Tensor {
    /// A value that is given each time a traced program runs.
    public static func input(_ index: Int, _ type: TensorType) -> Tensor {
        Tensor(Placeholder(index: index, type: type), [])
    }
}
