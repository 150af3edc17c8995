// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletNN
import MartletTensor

/// The loss and the metrics of a batch as one program.
///
///     (parameters, batch) → (loss, metrics)
struct EvaluationStep: Step {
    let architecture: Architecture
    let network: Network
    let compilation: Compilation

    var kind: ProgramCache.Kind { .evaluation }
    var fixed: [Buffer] { network.parameters.map(\.buffer) }

    func trace(_ types: BatchTypes) -> ProgramTrace {
        var inputs = ProgramInputs()
        let parameters = network.parameters.map { ($0.path, inputs.add($0.type)) }
        let batch = BatchTensors(types, &inputs)
        let context = LayerContext(
            isTraining: false, dtype: network.dtype,
            parameters: Dictionary(uniqueKeysWithValues: parameters))
        let outputs = architecture.outputs(for: batch.inputs, in: context)
        let measurements = Measurements(
            compilation, outputs: outputs, targets: batch.targets, weights: batch.weights,
            penalties: context.penalties)
        return ProgramTrace(
            graph: Graph(
                computing: [measurements.loss] + measurements.sums, from: inputs.tensors),
            constantCount: parameters.count, counts: measurements.counts)
    }
}
