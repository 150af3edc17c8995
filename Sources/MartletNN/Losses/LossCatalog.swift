// SPDX-License-Identifier: Apache-2.0
public import MartletFormats

/// The losses that files and the command line know by name.
public enum LossCatalog {
    private struct Entry: Sendable {
        let className: String
        var shortNames: [String] = []
        let make: @Sendable (ConfigurationReader) throws -> any Loss

        /// `mean_squared_error`, then the class and what else Keras calls it.
        var names: [String] { [LayerNaming.automaticName(of: className), className] + shortNames }
    }

    private static let entries = [
        Entry(className: MeanSquaredError.className, shortNames: ["mse", "MSE"]) { _ in
            MeanSquaredError()
        },
        Entry(className: MeanAbsoluteError.className, shortNames: ["mae", "MAE"]) { _ in
            MeanAbsoluteError()
        },
        Entry(className: BinaryCrossentropy.className, shortNames: ["bce", "BCE"]) {
            BinaryCrossentropy(
                fromLogits: try $0.bool("from_logits", default: false),
                labelSmoothing: try $0.fraction("label_smoothing", default: 0))
        },
        Entry(className: CategoricalCrossentropy.className) {
            CategoricalCrossentropy(
                fromLogits: try $0.bool("from_logits", default: false),
                labelSmoothing: try $0.fraction("label_smoothing", default: 0))
        },
        Entry(className: SparseCategoricalCrossentropy.className) {
            SparseCategoricalCrossentropy(
                fromLogits: try $0.bool("from_logits", default: false),
                ignoreClass: try $0.optionalInteger("ignore_class"))
        },
    ]

    /// Keras' names of all losses, in the form of words: `mean_squared_error`.
    public static let names = entries.map { $0.names[0] }

    /// The loss that Keras calls `name`: a class, its name in words, or a short form such as `mse`.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - reader: The arguments under Keras' names.
    /// - Returns: The loss.
    /// - Throws: ``ConfigurationError`` if there is no such loss or an argument is wrong.
    public static func loss(
        named name: String, configuration reader: ConfigurationReader = ConfigurationReader([:])
    ) throws -> any Loss {
        guard let entry = entries.first(where: { $0.names.contains(name) }) else {
            throw ConfigurationError(
                path: reader.path, problem: "there is no loss \"\(name)\"",
                hint: Spelling.suggestion(for: name, among: entries.flatMap(\.names))
                    ?? "known are \(names.joined(separator: ", "))")
        }
        let loss = try entry.make(reader)
        try checkConventions(reader)
        try reader.finish()
        return loss
    }

    /// Keras' arguments of which only one value has a meaning here.
    private static func checkConventions(_ reader: ConfigurationReader) throws {
        _ = try reader.optionalString("name")
        let means = ["sum_over_batch_size", "mean"]
        _ = try reader.choice("reduction", of: means, default: means[0])
        guard try reader.integer("axis", default: -1) == -1 else {
            throw reader.error("axis", "must be -1: classes lie along the last axis")
        }
    }
}

extension ConfigurationReader {
    /// The loss that the argument describes: `mse`, `{BinaryCrossentropy: {from_logits: true}}`, or Keras' stored form.
    public func loss(_ key: String = "loss") throws -> any Loss {
        guard let (name, arguments) = try namedObject(key) else {
            throw error(
                key, "is missing; it must be the name of a loss",
                hint: "known are \(LossCatalog.names.joined(separator: ", "))")
        }
        return try LossCatalog.loss(named: name, configuration: arguments)
    }
}
