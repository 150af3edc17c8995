// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletNN

/// The loss and the metrics of a model on a data set, as often as asked.
struct Evaluator {
    private let loader: Loader
    private let feed: BatchFeed
    private let totals: Totals

    init(_ model: Model, _ data: Dataset, batchSize: Int) throws {
        let compilation = try model.compiled()
        let step = EvaluationStep(
            architecture: model.architecture, network: try model.built(for: data),
            compilation: compilation)
        loader = try Loader(data, batchSize: min(batchSize, data.count))
        feed = try BatchFeed(loader, step, from: model.programs) { size in
            BatchTypes(
                data, size: size, dtype: model.dtype, takesLabels: compilation.loss.takesLabels)
        }
        totals = Totals(metricCount: model.measurementNames(compilation).count - 1)
    }

    /// The mean loss, then each metric.
    func run() throws -> [Double] {
        totals.reset()
        loader.begin(epoch: 0)
        for batch in 0..<loader.batchCount {
            try feed.withBatch(batch) { program, size in
                try program.run()
                totals.add(program, batchSize: size)
            }
        }
        return totals.means
    }
}
