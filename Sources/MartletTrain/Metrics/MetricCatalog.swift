// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import MartletNN

/// The metrics that files and the command line know by name.
public enum MetricCatalog {
    private static let accuracies: [(names: [String], metric: @Sendable () -> Metric)] = [
        (["accuracy", "acc"], { .accuracy }),
        (["binary_accuracy", "BinaryAccuracy"], { .binaryAccuracy }),
        (["categorical_accuracy", "CategoricalAccuracy"], { .categoricalAccuracy }),
        (
            ["sparse_categorical_accuracy", "SparseCategoricalAccuracy"],
            { .sparseCategoricalAccuracy }
        ),
    ]

    /// Keras' names of all metrics, in the form of words.
    public static let names = accuracies.map { $0.names[0] } + ClassCatalog.losses.names

    /// The metric that Keras calls `name`: `accuracy` and its forms, or any loss.
    ///
    /// In histories it is called as it was asked for, a class name in the form of words.
    /// - Throws: `ConfigurationError` if there is no such metric.
    public static func metric(named name: String, path: [String] = []) throws -> Metric {
        let isClass = name.first?.isUppercase == true && name != name.uppercased()
        let title = isClass ? LayerNaming.automaticName(of: name) : name
        if let known = accuracies.first(where: { $0.names.contains(name) }) {
            let metric = known.metric()
            return Metric(title, isLoss: false, values: metric.values)
        }
        guard let loss = try? ClassCatalog.losses.make(named: name, Arguments([:])) else {
            throw ConfigurationError(
                path: path, problem: "there is no metric \"\(name)\"",
                hint: Spelling.suggestion(for: name, among: names)
                    ?? "known are \(names.joined(separator: ", "))")
        }
        return .loss(title, loss)
    }
}
