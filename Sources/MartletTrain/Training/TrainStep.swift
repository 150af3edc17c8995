// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletData
import MartletIR
import MartletNN
import MartletTensor

/// A whole training step for batches of one size as one program: forward, loss, gradients, optimizer, metrics.
///
///     (parameters, slots, seed, step, learning rate, batch) → (loss, metrics, parameters, slots)
///
/// Parameters and slots are updated in place; nothing is allocated from step to step.
final class TrainStep {
    /// The memory of the batch: the program reads it, the loader writes it.
    let memory: BatchMemory
    private let runner: any Runner
    private let scalars: StepScalars
    private let results: BatchResults

    init(
        _ model: Model, network: Network, compilation: Compilation, state: OptimizerState,
        types: BatchTypes, scalars: StepScalars, executor: any Executor
    ) throws {
        let trace = try checking {
            TrainStepTrace(model, network, compilation, types, scalars)
        }
        let executable = try executor.compile(trace.graph)
        let stateBuffers = network.parameters.map(\.buffer) + state.slots.flatMap { $0 }
        let batchInputs = trace.graph.inputs.count - stateBuffers.count - 3
        let inputs: [Buffer?] =
            stateBuffers + [scalars.seed, scalars.number, scalars.learningRate]
            + [Buffer?](repeating: nil, count: batchInputs)
        let measured = 1 + trace.measurements.sums.count
        let updated = trace.graph.donations.map { stateBuffers[$0.input] }
        runner = try executable.makeRunner(
            inputs: inputs, outputs: [Buffer?](repeating: nil, count: measured) + updated)
        memory = BatchMemory(types, buffers: Array(runner.inputs.suffix(batchInputs)))
        results = BatchResults(
            runner.outputs.prefix(measured).map(\.pointer), counts: trace.measurements.counts,
            dtype: network.dtype)
        self.scalars = scalars
    }

    /// Takes one step with the batch in ``memory`` and adds what was measured to `totals`.
    func run(adding totals: Totals, batchSize: Int) throws {
        scalars.advance()
        try runner.run()
        results.add(to: totals, batchSize: batchSize)
    }
}

/// The program of a training step as it is written down.
private struct TrainStepTrace {
    let graph: Graph
    let measurements: Measurements

    init(
        _ model: Model, _ network: Network, _ compilation: Compilation, _ types: BatchTypes,
        _ scalars: StepScalars
    ) {
        var inputs = ProgramInputs()
        let parameters = network.parameters.map { inputs.add($0.type) }
        let trainable = network.trainable
        let slots = trainable.map { parameter in
            compilation.optimizer.slots(for: parameter.type.dtype).map { _ in
                inputs.add(parameter.slotType)
            }
        }
        let seed = inputs.add(TensorType(.scalar, .int64))
        let number = inputs.add(TensorType(.scalar, network.dtype.accumulator))
        let learningRate = inputs.add(TensorType(.scalar, network.dtype.accumulator))
        let batch = BatchTensors(types, &inputs)

        let byPath = Dictionary(
            uniqueKeysWithValues: zip(network.parameters.map(\.path), parameters))
        let context = LayerContext(
            isTraining: true, dtype: network.dtype, parameters: byPath, seed: seed)
        let outputs = model.architecture.outputs(for: batch.inputs, in: context)
        let measurements = Measurements(
            compilation, outputs: outputs, targets: batch.targets, weights: batch.weights,
            penalties: context.penalties)
        let values = trainable.compactMap { byPath[$0.path] }
        let new = compilation.optimizer.apply(
            parameters: values, gradients: gradients(of: measurements.loss, by: values),
            slots: slots, at: OptimizerStep(number: number, learningRate: learningRate))

        var updates = Array(zip(values, new.parameters))
        updates += Array(zip(slots.flatMap { $0 }, new.slots.flatMap { $0 }))
        for (path, value) in context.updates.sorted(by: { $0.key < $1.key }) {
            if let input = byPath[path] { updates.append((input, value)) }
        }
        let measured = [measurements.loss] + measurements.sums
        let donations = updates.enumerated().map { offset, update in
            Graph.Donation(
                input: inputs.index(of: update.0), output: measured.count + offset)
        }
        graph = Graph(
            computing: measured + updates.map(\.1), from: inputs.tensors,
            donations: donations)
        self.measurements = measurements
    }
}
