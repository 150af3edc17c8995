import MartletData
// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import MartletIR
import MartletNN
import MartletTensor
import MartletTrain
import Testing

@Suite struct ModelTests {
    @Test func layersAreNamedAfterTheirClass() throws {
        let model = Sequential {
            Dense(4)
            Dense(4, name: "middle")
            Dense(2)
        }
        try model.build(inputShapes: [[3]])
        let paths = model.parameters.map(\.path)
        #expect(
            paths == [
                "dense/kernel", "dense/bias", "middle/kernel", "middle/bias", "dense_1/kernel",
                "dense_1/bias",
            ])
        #expect(model.parameterCount == 16 + 20 + 10)
    }

    @Test func oneLayerCalledTwiceSharesItsParameters() throws {
        let shared = Dense(4, activation: .tanh)
        let (left, right) = (Input(shape: [3]), Input(shape: [3]))
        let model = Model(
            inputs: [left, right], outputs: [MartletNN.Add()([shared(left), shared(right)])])
        try model.build()
        #expect(model.parameters.count == 2)
        let x = HostTensor([1, 2, 3], shape: [1, 3])
        let zero = HostTensor([0, 0, 0], shape: [1, 3])
        let both = try model.predict([x, x])[0].doubles
        let one = try model.predict([x, zero])[0].doubles
        #expect(zip(both, one).allSatisfy { abs($0 - 2 * $1) < 1e-6 })
    }

    @Test func twoLayersNeverShare() throws {
        let input = Input(shape: [3])
        let model = Model(
            inputs: input, outputs: MartletNN.Add()([Dense(4)(input), Dense(4)(input)]))
        try model.build()
        #expect(model.parameters.count == 4)
        #expect(model.parameters[0].value.doubles != model.parameters[2].value.doubles)
    }

    @Test func severalOutputsAreTrainedTogether() throws {
        let input = Input(shape: [2])
        let hidden = Dense(8, activation: .relu)(input)
        let model = Model(
            inputs: [input],
            outputs: [Dense(1, name: "sum")(hidden), Dense(1, name: "product")(hidden)])
        try model.compile(optimizer: .adam(learningRate: 0.02), loss: .meanSquaredError)
        let x = (0..<40).map { Double($0 % 7) / 7 }
        let y = (0..<40).map { Double($0 % 5) / 5 }
        let data = try Dataset(
            inputs: [Features(HostTensor(zip(x, y).flatMap { [$0, $1] }, shape: [40, 2]))],
            targets: [
                HostTensor(zip(x, y).map(+), shape: [40, 1]),
                HostTensor(zip(x, y).map(*), shape: [40, 1]),
            ])
        let history = try model.fit(data, epochs: 60, batchSize: 8)
        #expect(history["loss"][59] < history["loss"][0] / 10)
        #expect(try model.predict(data).count == 2)
    }

    @Test func anInputThatIsNotListedIsReported() throws {
        let (known, forgotten) = (Input(shape: [3]), Input(shape: [3]))
        let model = Model(
            inputs: known, outputs: MartletNN.Add()([Dense(4)(known), Dense(4)(forgotten)]))
        #expect(throws: ConfigurationError.self) { try model.build() }
    }

    @Test func aModelWithoutLayers() throws {
        #expect(throws: ConfigurationError.self) { try Model().build(inputShapes: [[3]]) }
    }

    @Test func aModelThatDoesNotKnowItsInput() throws {
        #expect(throws: ConfigurationError.self) { try Sequential { Dense(2) }.build() }
    }

    /// A layer made of layers, as a user writes one.
    private struct Residual: UnaryLayer {
        let identity = LayerIdentity()
        private let first = Dense(3, activation: .relu)
        private let second = Dense(3)

        func call(_ x: Tensor, in scope: LayerScope) -> Tensor {
            x + second(first(x, in: scope), in: scope)
        }
    }

    @Test func aUsersLayerHasParametersOfItsLayers() throws {
        let model = Sequential {
            Input(shape: [3])
            Residual()
            Residual()
        }
        try model.build()
        #expect(
            model.parameters.map(\.path).prefix(3) == [
                "residual/dense/kernel", "residual/dense/bias", "residual/dense_1/kernel",
            ])
        #expect(model.parameters.last?.path == "residual_1/dense_1/bias")
    }

    @Test func frozenModelsPredictFromManyTasks() async throws {
        let model = try SmallData.classifier()
        let data = try SmallData.clusters()
        try model.fit(data, epochs: 1)
        let frozen = try model.frozen()
        let input = data.inputs[0].values
        let expected = try model.predict([input])[0].doubles
        try model.fit(data, epochs: 1)
        let results = try await withThrowingTaskGroup(of: [Double].self) { group in
            for _ in 0..<8 { group.addTask { try frozen.predict([input])[0].doubles } }
            return try await group.reduce(into: [[Double]]()) { $0.append($1) }
        }
        #expect(results.allSatisfy { $0 == expected })
    }
}
