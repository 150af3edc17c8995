// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import MartletNN

extension Compilation {
    /// Optimizer, loss and metrics as a file holds them.
    var configuration: JSONValue {
        [
            "optimizer": [
                "class_name": .string(type(of: optimizer).className),
                "config": .object(OptimizerCatalog.configuration(of: optimizer)),
            ],
            "loss": [
                "class_name": .string(type(of: loss).className),
                "config": .object(loss.configuration),
            ],
            "metrics": .array(metrics.map { .string($0.name) }),
        ]
    }

    /// What a file holds.
    ///
    /// - Throws: `ConfigurationError` naming the optimizer, loss or metric that is not known.
    init(from reader: ConfigurationReader) throws {
        let names = reader.value("metrics")?.array?.compactMap(\.string) ?? []
        self.init(
            optimizer: try reader.optimizer(), loss: try reader.loss(),
            metrics: try names.map { try MetricCatalog.metric(named: $0) })
    }
}
