// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletTensor

/// The inputs of a program under construction, numbered as they come.
struct ProgramInputs {
    private(set) var tensors: [Tensor] = []

    /// A new input of the given type.
    mutating func add(_ type: TensorType) -> Tensor {
        let input = Tensor.input(tensors.count, type)
        tensors.append(input)
        return input
    }

    /// The position of an input.
    func index(of tensor: Tensor) -> Int {
        guard let index = tensors.firstIndex(where: { $0.node === tensor.node }) else {
            internalFailure("a tensor that is no input is to be updated")
        }
        return index
    }
}

/// The tensors of one batch.
struct BatchTensors {
    let inputs: [Tensor]
    let targets: [Tensor]
    let weights: Tensor?

    init(_ types: BatchTypes, _ program: inout ProgramInputs) {
        inputs = types.inputs.map { program.add($0) }
        targets = types.targets.map { program.add($0) }
        weights = types.hasWeights ? program.add(types.weights) : nil
    }
}
