// SPDX-License-Identifier: Apache-2.0
import Martlet

/// What a specification says under `compile`: optimizer, loss and metrics, under Keras' names.
struct TrainingDescription {
    /// How parameters change.
    let optimizer: any Optimizer
    /// What is made small.
    let loss: any Loss
    /// What else is measured.
    let metrics: [Metric]

    init(_ reader: ConfigurationReader) throws {
        optimizer = try reader.item("optimizer", of: .optimizers)
        loss = try reader.item("loss", of: .losses)
        metrics = try Self.metrics(reader)
        try reader.finish()
    }

    /// A list of metrics, or one, each a name or a name with arguments.
    private static func metrics(_ reader: ConfigurationReader) throws -> [Metric] {
        guard let value = reader.value("metrics") else { return [] }
        let list = value.array ?? [value]
        return try list.enumerated().map { index, metric in
            try Metric(
                argument: metric, at: Arguments([:], path: reader.path + ["metrics", "\(index)"]))
        }
    }
}
