// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import MartletIR
import MartletNN
import MartletRuntime
import MartletTensor
import MartletTesting
import MartletTrain
import Testing

@Suite struct MetricCatalogTests {
    private func read(_ value: JSONValue, at path: [String] = []) throws -> Metric {
        try Metric(argument: value, at: Arguments([:], path: path))
    }

    static let names: [(String, String, Bool)] = [
        ("accuracy", "accuracy", false), ("acc", "acc", false),
        ("binary_accuracy", "binary_accuracy", false),
        ("CategoricalAccuracy", "categorical_accuracy", false),
        ("sparse_categorical_accuracy", "sparse_categorical_accuracy", false),
        ("mse", "mse", true), ("MAE", "MAE", true),
        ("mean_squared_error", "mean_squared_error", true),
        ("MeanAbsoluteError", "mean_absolute_error", true),
        ("categorical_crossentropy", "categorical_crossentropy", true),
        ("SparseCategoricalCrossentropy", "sparse_categorical_crossentropy", true),
        ("BinaryCrossentropy", "binary_crossentropy", true),
    ]

    @Test(arguments: names)
    func findsMetricsByKerasNames(name: String, title: String, isLoss: Bool) throws {
        let metric = try read(.string(name))
        #expect(metric.name == title)
        #expect(metric.isLoss == isLoss)
    }

    @Test func everyListedNameIsKnown() {
        for name in ClassCatalog.metrics.names {
            #expect(throws: Never.self) { try read(.string(name)) }
        }
    }

    static let withArguments: [(JSONValue, String, JSONValue)] = [
        ("accuracy", "accuracy", "accuracy"), ("acc", "acc", "acc"), ("MAE", "MAE", "MAE"),
        ("BinaryAccuracy", "binary_accuracy", "binary_accuracy"),
        (["BinaryAccuracy": ["threshold": 0.5]], "binary_accuracy", "binary_accuracy"),
        (
            ["BinaryAccuracy": ["threshold": 0.8]], "binary_accuracy",
            [
                "class_name": "BinaryAccuracy",
                "config": ["threshold": 0.8, "name": "binary_accuracy"],
            ]
        ),
        (
            ["class_name": "CategoricalAccuracy", "config": ["name": "right"]], "right",
            ["class_name": "CategoricalAccuracy", "config": ["name": "right"]]
        ),
    ]

    @Test(arguments: withArguments)
    func metricsAreStoredWithTheirArguments(value: JSONValue, name: String, stored: JSONValue)
        throws
    {
        let metric = try read(value)
        #expect(metric.name == name && metric.argument == stored)
        let copy = try read(metric.argument)
        #expect(copy.name == name && copy.argument == stored)
    }

    @Test func theDefaultsOfMetricsAreThoseOfKeras() throws {
        let defaults = try Fixture.kerasDefaults("metrics")
        // Accuracy in the form that fits is no class of Keras', but a word.
        #expect(
            defaults.count + 1 + ClassCatalog.losses.types.count
                == ClassCatalog.metrics.types.count)
        for (name, arguments) in defaults.members {
            let type = try #require(ClassCatalog.metrics.type(named: name))
            #expect(type.differences(fromKeras: arguments.object ?? [:]) == [])
        }
    }

    @Test(arguments: [
        ("acuracy", "did you mean \"accuracy\"?"), ("qqqqqqqq", "known are accuracy"),
    ])
    func unknownNamesAreExplained(name: String, hint: String) {
        let error = #expect(throws: ConfigurationError.self) {
            try read(.string(name), at: ["metrics", "0"])
        }
        #expect(error?.description.contains(hint) == true)
        #expect(error?.path == ["metrics", "0"])
    }

    @Test func lossesAreMetrics() throws {
        let predictions = Tensor([[1, 2], [3, 5]])
        let targets = Tensor([[1, 0], [0, 1]])
        #expect(try Metric.meanSquaredError.values(predictions, targets).scalars() == [2, 12.5])
        #expect(try Metric.meanAbsoluteError.values(predictions, targets).scalars() == [1, 3.5])
    }

    @Test func shapesThatDoNotFitAreExplained() {
        for metric in [Metric.binaryAccuracy, .categoricalAccuracy, .sparseCategoricalAccuracy] {
            let error = #expect(throws: GraphError.self) {
                try checking { metric.values(.uniform([4, 3], seed: 1), .zeros([5, 2])) }
            }
            #expect(error?.description.contains("[4, 3]") == true)
        }
    }
}
