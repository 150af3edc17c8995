// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletNN
import MartletTensor

/// A network applied to a batch, not training, as it is written down in a program.
struct ForwardPass {
    let batch: BatchTensors
    let outputs: [Tensor]
    let penalties: [Tensor]
    /// The program's inputs in their order: the parameters, then the batch.
    let inputs: [Tensor]

    init(_ architecture: Architecture, _ network: Network, _ types: BatchTypes) {
        var inputs = ProgramInputs()
        let parameters = network.parameters.map { ($0.path, inputs.add($0.type)) }
        batch = BatchTensors(types, &inputs)
        let context = LayerContext(
            isTraining: false, dtype: network.dtype,
            parameters: Dictionary(uniqueKeysWithValues: parameters))
        outputs = architecture.outputs(for: batch.inputs, in: context)
        penalties = context.penalties
        self.inputs = inputs.tensors
    }
}
