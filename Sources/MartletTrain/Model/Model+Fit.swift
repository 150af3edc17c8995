// SPDX-License-Identifier: Apache-2.0
public import MartletData
import MartletIR
import MartletNN
import MartletRuntime
public import MartletTensor

extension Model {
    /// Trains on the examples of `data`, `epochs` times over.
    ///
    /// Calling it again goes on where it stopped. Equal seeds and data give equal parameters, bit by bit, however many threads there are.
    ///
    /// - Parameters:
    ///   - data: The examples. Labels are whole numbers from 0.
    ///   - epochs: How often each example is seen; the number of the last epoch if `initialEpoch` is given.
    ///   - batchSize: Examples per step; the last step of an epoch takes what is left.
    ///   - validation: Data on which loss and metrics are measured after each epoch.
    ///   - validationSplit: The part of `data`, between 0 and 1, taken from its end for validation instead.
    ///   - shuffle: Whether each epoch has an order of its own.
    ///   - classWeights: How much examples of each class count in the loss; 1 for those not named.
    ///   - callbacks: What happens along the way.
    ///   - initialEpoch: Epochs done before, when training is resumed.
    /// - Returns: Loss and metrics of each epoch.
    /// - Throws: `DataError` if the data does not suit the model, `GraphError` if a layer does not suit its input,
    ///   `ConfigurationError` if an argument is out of range or `compile` was not called.
    @discardableResult
    public func fit(
        _ data: Dataset, epochs: Int = 1, batchSize: Int = 32, validation: Dataset? = nil,
        validationSplit: Double = 0, shuffle: Bool = true, classWeights: [Int: Double]? = nil,
        callbacks: [any Callback] = [], initialEpoch: Int = 0
    ) throws -> History {
        let options = try FitOptions(
            epochs: epochs, firstEpoch: initialEpoch, batchSize: batchSize, shuffle: shuffle)
        try check(data)
        var (train, held) = (data, validation)
        if validationSplit != 0, validation == nil {
            (train, held) = try data.validationSplit(validationSplit)
        }
        if let validation { try check(validation) }
        if classNames == nil { classNames = data.classNames }
        if let classWeights { train = try train.weighted(byClass: classWeights) }
        return try TrainingLoop(self, train, options, validation: held).run(callbacks)
    }

    /// Trains on tensors: examples along the first axis of both.
    @discardableResult
    public func fit(
        _ inputs: Tensor, _ targets: Tensor, epochs: Int = 1, batchSize: Int = 32,
        validationSplit: Double = 0, shuffle: Bool = true, callbacks: [any Callback] = []
    ) throws -> History {
        let data = try Dataset(inputs: try inputs.host(), targets: try targets.host())
        return try fit(
            data, epochs: epochs, batchSize: batchSize, validationSplit: validationSplit,
            shuffle: shuffle, callbacks: callbacks)
    }

    /// Throws if the data cannot train or judge this model: no targets, numbers that are not finite, unknown labels.
    func check(_ data: Dataset) throws {
        let compilation = try compiled()
        let network = try built(for: data)
        guard !data.isEmpty else { throw DataError(.invalidValue, "\(data.name) has no examples") }
        guard data.targets.count == network.outputShapes.count else {
            throw DataError(
                .shapeMismatch,
                "the model \(name) has \(network.outputShapes.count) output(s), "
                    + "\(data.name) has \(data.targets.count) target(s)")
        }
        let classes =
            compilation.loss.takesLabels
            ? network.outputShapes.filter { $0.rank > 0 }.map { $0[-1] } : []
        try checked.check(data, classes: classes)
    }

    /// `loss`, then the metrics: what an epoch measures, in order.
    func measurementNames(_ compilation: Compilation) -> [String] {
        let outputs = architecture.outputs.map { architecture.name(ofValue: $0) }
        return ["loss"]
            + Measurements.metricNames(compilation.metrics, outputNames: outputs)
    }
}

extension Architecture {
    /// The name of the input, or of the layer whose result it is.
    func name(ofValue value: Int) -> String {
        let inputCount = inputs?.count ?? 1
        if value < inputCount { return inputs?[value].name ?? "input" }
        return members[calls[value - inputCount].member].name
    }
}

extension Dataset {
    /// The examples weighted by their class, on top of the weights they have.
    fileprivate func weighted(byClass weights: [Int: Double]) throws -> Dataset {
        let classes = try classCount()
        if let unknown = weights.keys.first(where: { $0 < 0 || $0 >= classes }) {
            throw DataError(
                .invalidValue,
                "there is a weight for class \(unknown), but classes are 0..<\(classes)")
        }
        return try weighted(byClass: (0..<classes).map { weights[$0] ?? 1 })
    }
}
