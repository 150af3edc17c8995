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
        let pass = ForwardPass(architecture, network, types)
        return ProgramTrace(
            graph: Graph(computing: pass.outputs, from: pass.inputs),
            constantCount: network.parameters.count, counts: [])
    }
}
