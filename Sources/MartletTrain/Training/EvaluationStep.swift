// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletData
import MartletIR
import MartletNN
import MartletTensor

/// The loss and the metrics of batches of one size as one program.
final class EvaluationStep {
    /// The memory of the batch: the program reads it, the loader writes it.
    let memory: BatchMemory
    private let runner: any Runner
    private let results: BatchResults

    init(
        _ model: Model, network: Network, compilation: Compilation, types: BatchTypes,
        executor: any Executor
    ) throws {
        var inputs = ProgramInputs()
        let measurements = try checking {
            let parameters = network.parameters.map { ($0.path, inputs.add($0.type)) }
            let batch = BatchTensors(types, &inputs)
            let context = LayerContext(
                isTraining: false, dtype: network.dtype,
                parameters: Dictionary(uniqueKeysWithValues: parameters))
            let outputs = model.architecture.outputs(for: batch.inputs, in: context)
            return Measurements(
                compilation, outputs: outputs, targets: batch.targets, weights: batch.weights,
                penalties: context.penalties)
        }
        let graph = Graph(
            computing: [measurements.loss] + measurements.sums, from: inputs.tensors)
        let buffers = network.parameters.map(\.buffer)
        let batchInputs = graph.inputs.count - buffers.count
        runner = try executor.compile(graph).makeRunner(
            inputs: buffers + [Buffer?](repeating: nil, count: batchInputs),
            outputs: graph.outputs.map { _ in nil })
        memory = BatchMemory(types, buffers: Array(runner.inputs.suffix(batchInputs)))
        results = BatchResults(
            runner.outputs.map(\.pointer), counts: measurements.counts, dtype: network.dtype)
    }

    /// Measures the batch in ``memory`` and adds it to `totals`.
    func run(adding totals: Totals, batchSize: Int) throws {
        try runner.run()
        results.add(to: totals, batchSize: batchSize)
    }
}
