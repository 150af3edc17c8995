// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import MartletNN

extension Compilation {
    /// Optimizer, loss and metrics as a file holds them.
    var configuration: JSONValue {
        [
            "optimizer": optimizer.stored, "loss": loss.stored,
            "metrics": .array(metrics.map(\.argument)),
        ]
    }

    /// What a file holds.
    ///
    /// - Throws: `ConfigurationError` naming the optimizer, loss or metric that is not known.
    init(from reader: ConfigurationReader) throws {
        self.init(
            optimizer: try reader.item("optimizer", of: .optimizers),
            loss: try reader.item("loss", of: .losses),
            metrics: try reader.argument("metrics") ?? [])
    }
}
