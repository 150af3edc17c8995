import MartletData
// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import MartletIR
import MartletNN
import MartletTensor
import MartletTesting
import MartletTrain
import Testing

@Suite struct PreparedPredictorTests {
    private func trained() throws -> Model {
        let model = try SmallData.classifier()
        try model.fit(try SmallData.clusters(), epochs: 2)
        return model
    }

    private func expected(_ model: Model, _ input: [Float], rows: Int = 1) throws -> [Double] {
        try model.predict([HostTensor(scalars: input, shape: [rows, input.count / rows])])[0]
            .doubles
    }

    @Test func answersAsPredictDoes() throws {
        let model = try trained()
        let predictor = try model.preparedPredictor()
        for input: [Float] in [[1, 2], [-3, 0.5], [0, 0]] {
            let output = try predictor.predict(input).map(Double.init)
            #expect(isClose(output, try expected(model, input), tolerance: .float32))
        }
    }

    @Test func answersForSeveralExamplesAtOnce() throws {
        let model = try trained()
        let predictor = try model.preparedPredictor(batchSize: 3)
        #expect(predictor.inputTypes == [TensorType([3, 2], .float32)])
        #expect(predictor.outputTypes == [TensorType([3, 3], .float32)])
        let input: [Float] = [1, 2, 3, 4, 5, 6]
        let output = try predictor.predict(input).map(Double.init)
        #expect(isClose(output, try expected(model, input, rows: 3), tolerance: .float32))
    }

    @Test func readsAndWritesTheCallersMemory() throws {
        let model = try trained()
        let predictor = try model.frozen().preparedPredictor()
        let input: [Float] = [1, 2]
        var output: [Float] = [0, 0, 0]
        try input.withUnsafeBufferPointer { input in
            try output.withUnsafeMutableBufferPointer { try predictor.predict(input, into: $0) }
        }
        #expect(isClose(output.map(Double.init), try expected(model, input), tolerance: .float32))
    }

    @Test func seesNewParametersOfTheModelButNotOfACopy() throws {
        let model = try trained()
        let (live, frozen) = (try model.preparedPredictor(), try model.frozen().preparedPredictor())
        let before = try live.predict([1, 2])
        #expect(try frozen.predict([1, 2]) == before)
        try model.fit(try SmallData.clusters(), epochs: 1)
        let after = try live.predict([1, 2])
        #expect(after != before)
        #expect(
            isClose(
                after.map(Double.init), try expected(model, [1, 2]), tolerance: .float32))
        #expect(try frozen.predict([1, 2]) == before)
    }

    @Test(arguments: [DType.float16, .bfloat16, .float64])
    func convertsForModelsOfOtherTypes(dtype: DType) throws {
        let model = Sequential(dtype: dtype) { Dense(3, activation: .tanh) }
        try model.build(inputShapes: [[2]])
        let input: [Float] = [0.5, -2]
        let output = try model.preparedPredictor().predict(input).map(Double.init)
        #expect(isClose(output, try expected(model, input), tolerance: .float32))
    }

    @Test func severalInputsAndOutputs() throws {
        let (left, right) = (Input(shape: [2]), Input(shape: [3]))
        let joined = MartletNN.Concatenate()([left, right])
        let model = Model(inputs: [left, right], outputs: [Dense(2)(joined), Dense(1)(joined)])
        let predictor = try model.preparedPredictor()
        let inputs: [[Float]] = [[1, 2], [3, 4, 5]]
        let outputs = try predictor.predict(inputs)
        let expected = try model.predict(
            inputs.map { HostTensor(scalars: $0, shape: [1, $0.count]) })
        #expect(outputs.count == 2)
        for (output, expected) in strictZip(outputs, expected) {
            #expect(isClose(output.map(Double.init), expected.doubles, tolerance: .float32))
        }
        #expect(throws: DataError.self) { try predictor.predict([1, 2] as [Float]) }
        #expect(throws: DataError.self) { try predictor.predict([[1, 2]]) }
    }

    @Test func wrongSizesAreErrors() throws {
        let model = try trained()
        let predictor = try model.preparedPredictor()
        let error = #expect(throws: DataError.self) { try predictor.predict([1, 2, 3]) }
        #expect(error?.description.contains("3") == true)
        #expect(throws: DataError.self) { try predictor.predict([Float]()) }
        var output = [Float](repeating: 0, count: 2)
        #expect(throws: DataError.self) {
            try output.withUnsafeMutableBufferPointer { try predictor.copyOutput(0, into: $0) }
        }
        #expect(throws: ConfigurationError.self) { try model.preparedPredictor(batchSize: 0) }
        #expect(throws: ConfigurationError.self) { try Sequential { Dense(1) }.preparedPredictor() }
    }

    @Test func manyThreadsEachWithTheirOwn() async throws {
        let model = try trained()
        let frozen = try model.frozen()
        let expected = try frozen.preparedPredictor().predict([1, 2])
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let predictor = try frozen.preparedPredictor()
                    return try (0..<50).allSatisfy { _ in
                        try predictor.predict([1, 2]) == expected
                    }
                }
            }
            for try await isEqual in group { #expect(isEqual) }
        }
    }
}
