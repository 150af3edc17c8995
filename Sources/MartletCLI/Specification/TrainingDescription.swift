// SPDX-License-Identifier: Apache-2.0
import Martlet

/// What a specification says under `compile`: optimizer, loss and metrics, under Keras' names.
struct TrainingDescription: Configurable {
    /// How parameters change.
    private(set) var optimizer: any Optimizer
    /// What is made small.
    private(set) var loss: any Loss
    /// What else is measured.
    private(set) var metrics: [Metric]

    static let schema = Schema<Self>(
        TrainingDescription(optimizer: SGD(), loss: MeanSquaredError(), metrics: []),
        .required("optimizer", \.optimizer, as: .item(.optimizers), "How parameters change."),
        .required("loss", \.loss, as: .item(.losses), "What is made small."),
        .argument("metrics", \.metrics, as: .oneOrMore, "What else is measured."))
}

extension ArgumentForm where Value == [Metric] {
    /// A list of metrics, or one.
    fileprivate static var oneOrMore: Self {
        let one = JSONValue.object(Metric.argumentType.schema)
        return ArgumentForm(
            ArgumentType(
                "a metric or a list of them",
                schema: ["anyOf": [one, ["type": "array", "items": one]]]),
            reading: { value, place in
                try (value.array ?? [value]).enumerated().map { index, metric in
                    try Metric(argument: metric, at: place.at("\(index)"))
                }
            }, write: \.argument)
    }
}
