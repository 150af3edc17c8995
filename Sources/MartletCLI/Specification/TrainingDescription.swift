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
        metrics = try (reader.texts("metrics") ?? []).enumerated().map { index, name in
            try MetricCatalog.metric(named: name, path: reader.path + ["metrics", "\(index)"])
        }
        try reader.finish()
    }
}
