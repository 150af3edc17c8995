// SPDX-License-Identifier: Apache-2.0
public import MartletData
import MartletIR
import MartletNN

/// What was measured on a data set: the loss, then each metric.
public struct Evaluation: Sendable {
    /// Names and values in order.
    public let values: [(name: String, value: Double)]

    /// The value called `name`, such as `accuracy`.
    public subscript(name: String) -> Double? { values.first { $0.name == name }?.value }

    /// The mean loss.
    public var loss: Double { self["loss"] ?? .nan }
}

extension Model {
    /// The loss and the metrics on the examples of `data`.
    ///
    /// - Throws: As ``fit(_:epochs:batchSize:validation:validationSplit:shuffle:classWeights:callbacks:initialEpoch:)``
    ///   does.
    public func evaluate(_ data: Dataset, batchSize: Int = 32) throws -> Evaluation {
        try FitOptions.check(batchSize, atLeast: 1, "batchSize")
        try check(data)
        let names = measurementNames(try compiled())
        let means = try Evaluator(self, data, batchSize: batchSize).run()
        return Evaluation(values: strictZip(names, means).map { (name: $0, value: $1) })
    }
}
