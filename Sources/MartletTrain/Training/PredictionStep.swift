// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletNN
import MartletTensor

/// The outputs of a network for a batch as one program.
///
///     (parameters, batch) → outputs
struct PredictionStep: Step {
    let architecture: Architecture
    let network: Network

    var kind: ProgramCache.Kind { .prediction }
    var fixed: [Buffer] { network.parameters.map(\.buffer) }

    /// The types of batches of `size` examples.
    func types(_ size: Int) -> BatchTypes {
        BatchTypes(
            inputs: network.inputShapes.map {
                TensorType(Shape([size] + $0.sizes), network.dtype)
            }, targets: [], hasWeights: false)
    }

    func trace(_ types: BatchTypes) -> ProgramTrace {
        var inputs = ProgramInputs()
        let parameters = network.parameters.map { ($0.path, inputs.add($0.type)) }
        let batch = BatchTensors(types, &inputs)
        let context = LayerContext(
            isTraining: false, dtype: network.dtype,
            parameters: Dictionary(uniqueKeysWithValues: parameters))
        let outputs = architecture.outputs(for: batch.inputs, in: context)
        return ProgramTrace(
            graph: Graph(computing: outputs, from: inputs.tensors),
            constantCount: parameters.count, counts: [])
    }
}
