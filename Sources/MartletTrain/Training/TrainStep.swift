// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletNN
import MartletTensor

/// A whole training step as one program: forward, loss, gradients, optimizer, metrics.
///
///     (parameters, slots, seed, step, learning rate, batch) → (loss, metrics, parameters, slots)
///
/// Parameters and slots are updated in place; nothing is allocated from step to step.
struct TrainStep: Step {
    let architecture: Architecture
    let network: Network
    let compilation: Compilation
    let state: OptimizerState

    var kind: ProgramCache.Kind { .training }
    var fixed: [Buffer] {
        let scalars = state.scalars
        return network.parameters.map(\.buffer) + state.slots.flatMap { $0 }
            + [scalars.seed, scalars.number, scalars.learningRate]
    }

    func trace(_ types: BatchTypes) -> ProgramTrace {
        var inputs = ProgramInputs()
        let known = StateTensors(network, compilation.optimizer, &inputs)
        let batch = BatchTensors(types, &inputs)
        let context = LayerContext(
            isTraining: true, dtype: network.dtype, parameters: known.parameters, seed: known.seed)
        let outputs = architecture.outputs(for: batch.inputs, in: context)
        let measurements = Measurements(
            compilation, outputs: outputs, targets: batch.targets, weights: batch.weights,
            penalties: context.penalties)
        let updates = known.updates(
            compilation.optimizer, minimizing: measurements.loss, layers: context.updates)

        let measured = [measurements.loss] + measurements.sums
        let donations = updates.enumerated().map { offset, update in
            Graph.Donation(
                input: inputs.index(of: update.old), output: measured.count + offset)
        }
        let graph = Graph(
            computing: measured + updates.map(\.new), from: inputs.tensors, donations: donations)
        return ProgramTrace(graph: graph, constantCount: 0, counts: measurements.counts)
    }
}

/// The inputs of a training program that last from step to step.
private struct StateTensors {
    /// By path.
    let parameters: [String: Tensor]
    let seed: Tensor
    private let trainable: [Tensor]
    private let slots: [[Tensor]]
    private let step: OptimizerStep

    init(_ network: Network, _ optimizer: any Optimizer, _ inputs: inout ProgramInputs) {
        let parameters = network.parameters.map { ($0.path, inputs.add($0.type)) }
        slots = network.trainable.map { parameter in
            optimizer.slots(for: parameter.type.dtype).map { _ in inputs.add(parameter.slotType) }
        }
        seed = inputs.add(TensorType(.scalar, .int64))
        let number = inputs.add(TensorType(.scalar, network.dtype.accumulator))
        let rate = inputs.add(TensorType(.scalar, network.dtype.accumulator))
        step = OptimizerStep(number: number, learningRate: rate)
        let byPath = Dictionary(uniqueKeysWithValues: parameters)
        trainable = network.trainable.compactMap { byPath[$0.path] }
        self.parameters = byPath
    }

    /// What the step changes: parameters, slots, and what layers keep themselves.
    func updates(
        _ optimizer: any Optimizer, minimizing loss: Tensor, layers: [String: Tensor]
    ) -> [(old: Tensor, new: Tensor)] {
        let new = optimizer.apply(
            parameters: trainable, gradients: gradients(of: loss, by: trainable), slots: slots,
            at: step)
        var updates = Array(strictZip(trainable, new.parameters))
        updates += strictZip(slots.flatMap { $0 }, new.slots.flatMap { $0 })
        for (path, value) in layers.sorted(by: { $0.key < $1.key }) {
            if let parameter = parameters[path] { updates.append((parameter, value)) }
        }
        return updates.map { (old: $0.0, new: $0.1) }
    }
}
