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
    /// - Parameters:
    ///   - reader: What was stored.
    ///   - custom: Classes that are looked at first.
    /// - Throws: `ConfigurationError` naming the optimizer, loss or metric that is not known.
    init(from reader: ConfigurationReader, custom: [any Configurable.Type]) throws {
        self.init(
            optimizer: try reader.item("optimizer", of: .optimizers, custom: custom),
            loss: try reader.item("loss", of: .losses, custom: custom),
            metrics: try reader.argument("metrics", custom: custom) ?? [])
    }
}

/// How a model was compiled, as its file says, where a class in it is not known here.
struct UnknownCompilation: Sendable {
    /// What the file says: it is written again when the model is saved.
    let configuration: JSONValue
    /// What is not known.
    let cause: ConfigurationError

    /// What `fit` and `evaluate` throw until the model is compiled.
    var error: ConfigurationError {
        ConfigurationError(
            path: cause.path, problem: cause.problem,
            hint: "give its class to Model(contentsOf:custom:), or call compile(optimizer:loss:)",
            isUnknownClass: true)
    }
}
