// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import MartletNN

extension Compilation {
    /// Optimizer, loss and metrics as a file holds them.
    var configuration: JSONValue {
        [
            "optimizer": optimizer.stored, "loss": loss.stored,
            "metrics": .array(metrics.map { .string($0.name) }),
        ]
    }

    /// What a file holds.
    ///
    /// - Throws: `ConfigurationError` naming the optimizer, loss or metric that is not known.
    init(from reader: ConfigurationReader) throws {
        let names = reader.value("metrics")?.array?.compactMap(\.string) ?? []
        self.init(
            optimizer: try reader.item("optimizer", of: .optimizers),
            loss: try reader.item("loss", of: .losses),
            metrics: try names.map { try MetricCatalog.metric(named: $0) })
    }
}
