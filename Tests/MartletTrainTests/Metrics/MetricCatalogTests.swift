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
        let metric = try MetricCatalog.metric(named: name)
        #expect(metric.name == title)
        #expect(metric.isLoss == isLoss)
    }

    @Test func everyListedNameIsKnown() {
        for name in MetricCatalog.names {
            #expect(throws: Never.self) { try MetricCatalog.metric(named: name) }
        }
    }

    @Test(arguments: [
        ("acuracy", "did you mean \"accuracy\"?"), ("qqqqqqqq", "known are accuracy"),
    ])
    func unknownNamesAreExplained(name: String, hint: String) {
        let error = #expect(throws: ConfigurationError.self) {
            try MetricCatalog.metric(named: name, path: ["metrics", "0"])
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
