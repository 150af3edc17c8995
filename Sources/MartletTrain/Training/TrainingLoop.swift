// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletIR
import MartletNN
import MartletRuntime

/// The one loop: epochs of batches, callbacks, history.
struct TrainingLoop {
    private let model: Model
    private let loader: Loader
    private let feed: BatchFeed<TrainStep>
    private let scalars: StepScalars
    private let names: [String]
    private let validation: Evaluator?
    private let totals: Totals
    private let plan: TrainingPlan

    init(
        _ model: Model, _ data: Dataset, _ options: FitOptions, validation: Dataset?
    ) throws {
        let compilation = try model.compiled()
        let network = try model.built(for: data)
        let state =
            model.optimizerState
            ?? OptimizerState(compilation.optimizer, for: network.trainable, of: model)
        model.optimizerState = state
        let scalars = state.scalars
        scalars.rate = compilation.optimizer.learningRate
        let loader = try Loader(
            data, batchSize: min(options.batchSize, data.count),
            shuffle: options.shuffle ? UInt64(bitPattern: Int64(model.seed)) : nil)
        let executor = Device.current.executor
        feed = try BatchFeed(loader) { size in
            try TrainStep(
                model, network: network, compilation: compilation, state: state,
                types: BatchTypes(
                    data, size: size, dtype: model.dtype,
                    takesLabels: compilation.loss.takesLabels),
                scalars: scalars, executor: executor)
        } memory: {
            $0.memory
        }
        names = model.measurementNames(compilation)
        totals = Totals(metricCount: names.count - 1)
        self.validation = try validation.map {
            try Evaluator(model, $0, batchSize: options.batchSize)
        }
        plan = TrainingPlan(
            firstEpoch: options.firstEpoch, epochs: options.epochs,
            batchesPerEpoch: loader.batchCount, samplesPerEpoch: data.count,
            metricNames: names)
        (self.model, self.loader, self.scalars) = (model, loader, scalars)
    }

    /// Runs all epochs, or fewer if a callback says so.
    func run(_ given: [any Callback]) throws -> History {
        var callbacks = given
        let control = TrainingControl(model, scalars)
        var history = History()
        for index in callbacks.indices { callbacks[index].trainingWillBegin(plan) }
        var epoch = plan.firstEpoch
        while epoch < plan.epochs, !control.isStopped {
            let report = try runEpoch(epoch, &callbacks, control)
            history.append(report)
            for index in callbacks.indices {
                try callbacks[index].epochDidEnd(report, control: control)
            }
            epoch += 1
        }
        history.stopReason = control.stopReason
        for index in callbacks.indices { try callbacks[index].trainingDidEnd(history) }
        return history
    }

    private func runEpoch(
        _ epoch: Int, _ callbacks: inout [any Callback], _ control: TrainingControl
    ) throws -> EpochReport {
        let clock = ContinuousClock()
        let start = clock.now
        totals.reset()
        loader.begin(epoch: epoch)
        var samples = 0
        for batch in 0..<loader.batchCount {
            try feed.withBatch(batch) { step, size in
                try step.run(adding: totals, batchSize: size)
                samples += size
            }
            if callbacks.isEmpty { continue }
            let report = BatchReport(
                epoch: epoch + 1, batch: batch + 1, totals: totals, start: start)
            for index in callbacks.indices {
                callbacks[index].batchDidEnd(report, control: control)
            }
            if control.isStopped { break }
        }
        let seconds = Self.seconds(clock.now - start)
        var values = Array(strictZip(names, totals.means)).map { (name: $0, value: $1) }
        if let validation {
            let means = try validation.run()
            values += strictZip(names, means).map { (name: "val_" + $0, value: $1) }
        }
        return EpochReport(
            epoch: epoch + 1, values: values, seconds: seconds,
            samplesPerSecond: Double(samples) / max(seconds, 1e-9))
    }

    static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }
}
