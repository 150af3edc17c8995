// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletNN
import MartletRuntime

/// The loss and the metrics of a model on a data set, as often as asked; programs are made once.
struct Evaluator {
    private let loader: Loader
    private let feed: BatchFeed<EvaluationStep>
    private let totals: Totals

    init(_ model: Model, _ data: Dataset, batchSize: Int) throws {
        let compilation = try model.compiled()
        let network = try model.built(for: data)
        let loader = try Loader(data, batchSize: min(batchSize, data.count))
        let executor = Device.current.executor
        feed = try BatchFeed(loader) { size in
            try EvaluationStep(
                model, network: network, compilation: compilation,
                types: BatchTypes(
                    data, size: size, dtype: model.dtype,
                    takesLabels: compilation.loss.takesLabels),
                executor: executor)
        } memory: {
            $0.memory
        }
        totals = Totals(metricCount: model.measurementNames(compilation).count - 1)
        self.loader = loader
    }

    /// The mean loss, then each metric.
    func run() throws -> [Double] {
        totals.reset()
        loader.begin(epoch: 0)
        for batch in 0..<loader.batchCount {
            try feed.withBatch(batch) { step, size in
                try step.run(adding: totals, batchSize: size)
            }
        }
        return totals.means
    }
}
