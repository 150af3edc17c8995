// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import MartletIR
import MartletNN
import MartletRuntime
import MartletTensor
import MartletTesting
import MartletTrain
import Testing

/// Accuracies over several batches, against Keras.
@Suite struct KerasMetricTests {
    static let fixtures = Result { try Fixture("metrics").cases }
    static let cases = (try? fixtures.get()) ?? []

    private static func metric(_ fixture: Fixture.Case) throws -> Metric {
        try Metric(
            argument: [
                "class_name": fixture["class_name"] ?? nil, "config": fixture["config"] ?? nil,
            ], at: Arguments([:]))
    }

    @Test func thereAreFixturesOfEveryForm() throws {
        let names = Set(try Self.fixtures.get().compactMap { $0["class_name"]?.string })
        #expect(names == ["BinaryAccuracy", "CategoricalAccuracy", "SparseCategoricalAccuracy"])
    }

    @Test(arguments: cases, [DType.float64, .float32])
    func resultsAreThoseOfKeras(fixture: Fixture.Case, dtype: DType) throws {
        // Two of its probabilities differ in the last digit of float64: in float32 they are equal.
        if fixture.name == "categorical-weighted", dtype == .float32 { return }
        let metric = try Self.metric(fixture)
        var (sum, count) = (0.0, 0.0)
        let results = try fixture.tensor("results").doubles
        for (index, expected) in results.enumerated() {
            let targets = Tensor(try fixture.tensor("y_true_\(index)", as: dtype))
            let predictions = Tensor(try fixture.tensor("y_pred_\(index)", as: dtype))
            let host = try metric.values(predictions, targets).host()
            let isWeighted = fixture["updates"]?[index]?["sample_weight"]?.string != nil
            let weights =
                isWeighted
                ? try fixture.tensor("sample_weight_\(index)").doubles
                : [Double](repeating: 1, count: host.count)
            #expect(weights.count == host.count)
            sum += try matchedPairs(host.doubles, weights).reduce(0) { $0 + $1.0 * $1.1 }
            count += weights.reduce(0, +)
            #expect(isClose(count == 0 ? 0 : sum / count, expected, tolerance: .float32))
        }
    }

    @Test(arguments: cases)
    func accuracyChoosesTheForm(fixture: Fixture.Case) throws {
        if fixture["config"]?["threshold"] != nil { return }
        // Several columns of yes and no cannot be told from classes: Keras takes them for classes too.
        if fixture.name.hasPrefix("binary-columns") { return }
        let targets = Tensor(try fixture.tensor("y_true_0", as: .float32))
        let predictions = Tensor(try fixture.tensor("y_pred_0", as: .float32))
        let chosen = try Metric.accuracy.values(predictions, targets).scalars()
        let metric = try Self.metric(fixture)
        #expect(try chosen == metric.values(predictions, targets).scalars())
    }
}
