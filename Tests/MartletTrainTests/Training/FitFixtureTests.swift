// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletFormats
import MartletIR
import MartletNN
import MartletRuntime
import MartletTesting
import MartletTrain
import Testing

/// `fit` against Keras' own, from the same parameters on the same batches: histories, parameters, predictions.
@Suite struct FitFixtureTests {
    private static let names: [String] = (try? Fixture("training").cases.map(\.name)) ?? []

    @Test func thereAreFixtures() { #expect(Self.names.count >= 19) }

    /// The reference is `nil`.
    static let engines: [TestedEngine?] = [nil] + TestedEngine.pairs

    @Test(arguments: names, engines)
    func fitsAsKerasDoes(name: String, engine: TestedEngine?) throws {
        let device = try engine?.device() ?? .reference
        for dtype in [DType.float32, .float64] {
            try Device.with(device) { try compare(name, dtype) }
        }
    }

    private func compare(_ name: String, _ dtype: DType) throws {
        let fixture = try #require(try Fixture("training").cases.first { $0.name == name })
        let run = try FitRun(fixture, dtype)
        let history = try run.fit()
        let tolerance = dtype == .float64 ? 1e-6 : 2e-4
        let keys = try #require(fixture["history"]?.array).compactMap(\.string)
        #expect(!keys.isEmpty && !run.model.parameters.isEmpty)
        for key in keys {
            let expected = try fixture.tensor("history/\(key)").doubles
            #expect(isNear(history[key], expected, tolerance), "\(key)")
        }
        for parameter in run.model.parameters {
            let expected = try fixture.tensor("final/\(parameter.path)").doubles
            #expect(isNear(parameter.value.doubles, expected, tolerance), "\(parameter.path)")
        }
        let predictions = try run.model.predict(run.data)[0].doubles
        #expect(isNear(predictions, try fixture.tensor("predictions").doubles, tolerance))
        let evaluation = try run.model.evaluate(run.data)
        for (key, value) in evaluation.values {
            let expected = try fixture.tensor("evaluated/\(key)").doubles
            #expect(isNear([value], expected, tolerance), "evaluated \(key)")
        }
    }

    /// Whether all numbers are within `tolerance` of each other, relative to 1 or their size.
    private func isNear(_ values: [Double], _ expected: [Double], _ tolerance: Double) -> Bool {
        values.count == expected.count
            && zip(values, expected).allSatisfy {
                abs($0 - $1) <= tolerance * max(1, abs($1))
            }
    }
}

/// One run of `fit` as a fixture describes it.
private struct FitRun {
    let model: Model
    /// The data as it was given to `evaluate` and `predict`.
    let data: Dataset
    private let fixture: Fixture.Case
    private let training: Dataset
    private let validation: Dataset?

    init(_ fixture: Fixture.Case, _ dtype: DType) throws {
        self.fixture = fixture
        let layers = try (fixture["layers"]?.array ?? []).map { entry in
            var arguments = entry["config"]?.object ?? [:]
            arguments["name"] = entry["name"]
            return try ClassCatalog.layers.make(
                named: entry["class_name"]?.string ?? "", Arguments(arguments))
        }
        model = Model(name: fixture.name, dtype: dtype, layers: layers)
        data = try Self.data(fixture, "x", "y", dtype)
        let weights = try fixture["sample_weight"]?.string.map { try fixture.tensor($0) }
        training = try Dataset(
            inputs: data.inputs, targets: data.targets, weights: weights)
        let held = fixture["validation_data"]?.array?.compactMap(\.string)
        validation = try held.map { try Self.data(fixture, $0[0], $0[1], dtype) }
        try prepare()
    }

    private static func data(_ fixture: Fixture.Case, _ x: String, _ y: String, _ dtype: DType)
        throws -> Dataset
    {
        try Dataset(
            inputs: try fixture.tensor(x, as: dtype), targets: try fixture.tensor(y, as: dtype))
    }

    private func prepare() throws {
        try model.build(inputShapes: data.inputs.map(\.exampleShape))
        let reader = ConfigurationReader(fixture.content.object ?? [:])
        let metrics = try (fixture["metrics"]?.array ?? []).compactMap(\.string).map {
            try Metric(argument: .string($0), at: Arguments([:]))
        }
        try model.compile(
            anyOptimizer: try reader.item("optimizer", of: .optimizers),
            loss: try reader.item("loss", of: .losses), metrics: metrics)
        var initial: [String: HostTensor] = [:]
        for name in (fixture["weights"]?.array ?? []).compactMap(\.string) {
            initial[name] = try fixture.tensor("initial/\(name)")
        }
        try model.setParameters(initial)
    }

    func fit() throws -> History {
        var classWeights: [Int: Double]?
        if let object = fixture["class_weight"]?.object {
            let pairs = object.members.compactMap { key, value in
                Int(key).flatMap { label in value.double.map { (label, $0) } }
            }
            classWeights = Dictionary(uniqueKeysWithValues: pairs)
        }
        return try model.fit(
            training, epochs: fixture["epochs"]?.int ?? 1,
            batchSize: fixture["batch_size"]?.int ?? 32, validation: validation,
            validationSplit: fixture["validation_split"]?.double ?? 0, shuffle: false,
            classWeights: classWeights)
    }
}
