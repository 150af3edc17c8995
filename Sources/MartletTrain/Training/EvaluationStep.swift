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
        let pass = ForwardPass(architecture, network, types)
        let measurements = Measurements(
            compilation, outputs: pass.outputs, targets: pass.batch.targets,
            weights: pass.batch.weights, penalties: pass.penalties)
        return ProgramTrace(
            graph: Graph(
                computing: [measurements.loss] + measurements.sums, from: pass.inputs),
            constantCount: network.parameters.count, counts: measurements.counts)
    }
}
