// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletIR
import MartletNN
import MartletRuntime
import MartletTensor
import MartletTesting
import MartletTrain
import Testing

@Suite struct ProgramCacheTests {
    /// 60 examples: three batches of 16 and a rest of 12.
    private let data: Dataset
    private let model: Model

    init() throws {
        data = try SmallData.clusters()
        model = try SmallData.classifier()
    }

    @Test func aSecondCallCompilesNothing() throws {
        try model.fit(data, epochs: 2, batchSize: 16, validation: data)
        #expect(model.programCounts.compiled == 4)
        _ = try model.evaluate(data, batchSize: 16)
        #expect(model.programCounts.compiled == 4, "evaluate shares with fit's validation")
        _ = try model.predict(data, batchSize: 16)
        #expect(model.programCounts.compiled == 6)
        for _ in 0..<3 {
            try model.fit(data, epochs: 1, batchSize: 16, validation: data)
            _ = try model.evaluate(data, batchSize: 16)
            _ = try model.predict(data, batchSize: 16)
        }
        #expect(model.programCounts.compiled == 6)
        #expect(model.programCounts.reused == 2 + 3 * 8)
    }

    @Test func otherShapesAndDevicesAreCompiledAnew() throws {
        try model.fit(data, batchSize: 20)
        #expect(model.programCounts.compiled == 1)
        try model.fit(data, batchSize: 30)
        #expect(model.programCounts.compiled == 2)
        try Device.with(.reference) { _ = try model.fit(data, batchSize: 30) }
        #expect(model.programCounts.compiled == 3)
        let weighted = try data.weighted(byClass: [1, 2, 1])
        try model.fit(weighted, batchSize: 30)
        #expect(model.programCounts.compiled == 4)
    }

    /// Every way to change what a step computes: the same as in a model that never had programs.
    @Test func whatDecidesAProgramEmptiesTheCache() throws {
        let fresh = try SmallData.classifier()
        try model.fit(data, epochs: 1, batchSize: 16)
        _ = try model.evaluate(data)
        try fresh.build(inputShapes: [[2]])
        let values = model.parameters.map { ($0.path, $0.value) }
        try fresh.setParameters(Dictionary(uniqueKeysWithValues: values))
        for model in [model, fresh] {
            try model.compile(
                optimizer: .sgd(learningRate: 0.5), loss: .sparseCategoricalCrossentropy)
            try model.fit(data, epochs: 2, batchSize: 16)
        }
        #expect(SmallData.bits(model) == SmallData.bits(fresh))
        #expect(try model.evaluate(data).values.map(\.name) == ["loss"])

        model.add(Dense(4))
        #expect(try model.predict(data)[0].shape == [60, 4])
    }

    @Test func theLearningRateIsNoPartOfAProgram() throws {
        let other = try SmallData.classifier()
        try model.fit(data, epochs: 1, batchSize: 20)
        try other.fit(data, epochs: 1, batchSize: 20)
        model.learningRate = 0
        let before = SmallData.bits(model)
        try model.fit(data, epochs: 2, batchSize: 20)
        #expect(SmallData.bits(model) == before)
        #expect(model.programCounts.compiled == 1)
    }

    @Test func aFitThatFailsGivesItsProgramsBack() throws {
        struct Stop: Error {}
        try model.fit(data, batchSize: 20)
        let failing = LambdaCallback(epochDidEnd: { _, _ in throw Stop() })
        #expect(throws: Stop.self) { try model.fit(data, batchSize: 20, callbacks: [failing]) }
        try model.fit(data, batchSize: 20)
        #expect(model.programCounts.compiled == 1)
        #expect(model.programCounts.reused == 2)
    }

    @Test func aCallbackMayUseTheModelWhileItTrains() throws {
        let other = try SmallData.classifier()
        let (model, data) = (model, data)
        let nosy = LambdaCallback(batchDidEnd: { _, _ in
            _ = try? model.evaluate(data, batchSize: 16)
            _ = try? model.predict(data, batchSize: 16)
        })
        try model.fit(data, epochs: 2, batchSize: 16, validation: data, callbacks: [nosy])
        try other.fit(data, epochs: 2, batchSize: 16, validation: data)
        #expect(SmallData.bits(model) == SmallData.bits(other))
    }

    @Test func dataIsLookedThroughAgainIfItIsOther() throws {
        try model.fit(data)
        let wrong = try data.replacing(
            targets: [HostTensor(scalars: [Int32](repeating: 3, count: 60), shape: [60])])
        #expect(throws: DataError.self) { try model.fit(wrong) }
        #expect(throws: DataError.self) { try model.evaluate(wrong) }
        let holes = try data.replacing(
            inputs: [Features(HostTensor([Double](repeating: .nan, count: 120), shape: [60, 2]))])
        #expect(throws: DataError.self) { try model.fit(holes) }
        #expect(throws: DataError.self) { try model.fit(holes, validationSplit: 0.5) }
        #expect(throws: DataError.self) { try model.fit(data, validation: wrong) }
    }
}

/// Programs that keep something computed from parameters must hear of new values.
@Suite struct ConstantParameterTests {
    private func folding(_ model: Model) -> Model {
        model.programs = ProgramCache(sharesArena: true) { _ in FoldingExecutor() }
        return model
    }

    @Test func predictionsAndMeasurementsFollowTraining() throws {
        let data = try SmallData.clusters()
        let (plain, model) = (try SmallData.classifier(), folding(try SmallData.classifier()))
        for _ in 0..<3 {
            for model in [plain, model] { try model.fit(data, validation: data) }
            let expected = try plain.predict(data)[0].doubles
            #expect(isClose(try model.predict(data)[0].doubles, expected, tolerance: .float32))
            let loss = try model.evaluate(data).loss
            #expect(abs(loss - (try plain.evaluate(data).loss)) < 1e-5)
        }
    }

    @Test func predictionsFollowValuesThatAreSet() throws {
        let data = try SmallData.clusters()
        let model = folding(try SmallData.classifier())
        let before = try model.predict(data)[0].doubles
        let prepared = try model.preparedPredictor()
        let first = try prepared.predict([1, 2])
        let bias = HostTensor([1, 2, 3], shape: [3])
        try model.setParameters(["dense_1/bias": bias])
        #expect(try model.predict(data)[0].doubles != before)
        #expect(try prepared.predict([1, 2]) != first)
    }
}
