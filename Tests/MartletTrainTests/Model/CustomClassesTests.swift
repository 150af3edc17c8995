// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletFormats
import MartletIR
import MartletNN
import MartletTensor
import MartletTesting
import MartletTrain
import Testing

/// Models with classes of a user's own, stored and read.
@Suite struct CustomClassesTests {
    static let all: [any Configurable.Type] = [
        Scale.self, Halves.self, FarAway.self, Close.self, Signs.self,
    ]

    private func model() throws -> Model {
        let model = Sequential("own") {
            Input(shape: [2])
            Dense(3, kernelInitializer: Initializer(Halves(value: 0.25)))
            Scale(factor: 2)
        }
        try model.compile(
            optimizer: Signs(), loss: FarAway(power: 4),
            metrics: [Metric(Close(within: 0.5)), .meanSquaredError])
        return model
    }

    private func data() throws -> Dataset {
        try Dataset(
            inputs: HostTensor([1, 2, 3, 4, 5, 6], shape: [3, 2]),
            targets: HostTensor([1, 0, 0, 0, 1, 0, 0, 0, 1], shape: [3, 3]))
    }

    @Test func modelsOfCustomClassesComeBackWhole() throws {
        let (model, data, folder) = (try model(), try data(), TemporaryFolder())
        try model.fit(data, epochs: 3)
        try model.save(to: folder.file("model"))
        let loaded = try Model(contentsOf: folder.file("model"), custom: Self.all)
        #expect((loaded.layers.last as? Scale)?.factor == 2)
        #expect(
            try loaded.evaluate(data).values.map(\.value)
                == model.evaluate(data).values.map(\.value))
        #expect(try loaded.evaluate(data)["close"] != nil)
        for model in [model, loaded] { try model.fit(data, epochs: 5, initialEpoch: 3) }
        #expect(SmallData.bits(model) == SmallData.bits(loaded))
    }

    static let parts: [(String, any Configurable.Type)] = [
        ("there is no loss \"FarAway\"", FarAway.self), ("no metric \"Close\"", Close.self),
        ("no optimizer \"Signs\"", Signs.self),
    ]

    @Test(arguments: parts)
    func aModelWithAnUnknownPartPredicts(message: String, unknown: any Configurable.Type) throws {
        let (model, data, folder) = (try model(), try data(), TemporaryFolder())
        try model.fit(data, epochs: 2)
        try model.save(to: folder.file("model"))
        let known = Self.all.filter { $0 != unknown }
        let loaded = try Model(contentsOf: folder.file("model"), custom: known)
        #expect(try loaded.predict(data)[0].doubles == model.predict(data)[0].doubles)
        let error = #expect(throws: ConfigurationError.self) { try loaded.evaluate(data) }
        #expect(error?.description.contains(message) == true)
        #expect(error?.description.contains("Model(contentsOf:custom:)") == true)
        #expect(throws: ConfigurationError.self) { try loaded.fit(data) }
        try loaded.save(to: folder.file("again"))
        let whole = try Model(contentsOf: folder.file("again"), custom: Self.all)
        #expect(
            try whole.evaluate(data).values.map(\.value) == model.evaluate(data).values.map(\.value)
        )
        try loaded.compile(optimizer: .sgd, loss: .meanSquaredError)
        #expect(try loaded.evaluate(data)["loss"] != nil)
    }

    @Test func anUnknownLayerIsRefused() throws {
        let folder = TemporaryFolder()
        try model().save(to: folder.file("model"))
        let error = #expect(throws: (any Error).self) {
            try Model(contentsOf: folder.file("model"), custom: [Halves.self])
        }
        #expect(error.map { "\($0)" }?.contains("there is no layer \"Scale\"") == true)
    }

    @Test func metricsInClosuresKeepAModelFromEvaluationAlone() throws {
        let (model, data, folder) = (try model(), try data(), TemporaryFolder())
        try model.compile(
            optimizer: .sgd, loss: .meanSquaredError,
            metrics: [Metric("mine") { ($0 - $1).absolute().mean([-1]) }])
        try model.save(to: folder.file("model"))
        let loaded = try Model(contentsOf: folder.file("model"), custom: Self.all)
        #expect(try loaded.predict(data)[0].doubles == model.predict(data)[0].doubles)
        let error = #expect(throws: ConfigurationError.self) { try loaded.evaluate(data) }
        #expect(error?.description.contains("no metric \"mine\"") == true)
    }
}

private struct Scale: UnaryLayer, StorableLayer {
    var identity = LayerIdentity()
    var factor: Double
    static let schema = Schema<Self>(
        Scale(factor: 1), .required("factor", \.factor, "What everything is multiplied with."))
    func call(_ x: Tensor, in scope: LayerScope) -> Tensor { x * factor }
}

private struct Halves: InitializerRule {
    var value: Double
    static let schema = Schema<Self>(
        Halves(value: 0.5), .argument("value", \.value, "Of every second element."))
    func elements(_ shape: Shape, _ dtype: DType, from source: RandomSequence) -> [Double] {
        (0..<shape.count).map { $0 % 2 == 0 ? value : 0 }
    }
}

private struct FarAway: Loss {
    var power: Int
    static let schema = Schema<Self>(
        FarAway(power: 2), .argument("power", \.power, in: 1..., "Of the distance."))
    func callAsFunction(_ predictions: Tensor, _ targets: Tensor) -> Tensor {
        let distance = (predictions - targets).absolute()
        return (1..<power).reduce(distance) { product, _ in product * distance }.mean([-1])
    }
}

private struct Close: MetricRule {
    var within: Double
    static let schema = Schema<Self>(
        Close(within: 1), .argument("within", \.within, in: 0..., "The distance."), .ignored("name")
    )
    func values(_ predictions: Tensor, _ targets: Tensor) -> Tensor {
        ((predictions - targets).absolute() .< within).cast(to: predictions.dtype).mean([-1])
    }
}

private struct Signs: Optimizer {
    var options = OptimizerOptions(learningRate: 0.01)
    static let schema = Schema<Self>(Signs(), .including(\.options))
    var slots: [OptimizerSlot] { [OptimizerSlot("mean")] }
    func update(
        _ parameter: Tensor, gradient: Tensor, slots: [Tensor], at step: OptimizerStep
    ) -> (parameter: Tensor, slots: [Tensor]) {
        let mean = slots[0] * 0.5 + gradient * 0.5
        return (parameter - mean.sign() * step.learningRate, [mean])
    }
}
