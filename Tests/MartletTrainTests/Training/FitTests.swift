import MartletData
// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import MartletIR
import MartletNN
import MartletRuntime
import MartletTensor
import MartletTrain
import Testing

@Suite struct FitTests {
    @Test func learnsToTellClustersApart() throws {
        let model = try SmallData.classifier()
        let data = try SmallData.clusters()
        let history = try model.fit(data, epochs: 20, batchSize: 16)
        #expect(history.epochs.count == 20)
        #expect(history["loss"][0] > history["loss"][19])
        #expect(try #require(try model.evaluate(data)["accuracy"]) > 0.98)
    }

    @Test func equalSeedsGiveEqualParametersBitByBit() throws {
        let data = try SmallData.clusters()
        let models = try (0..<2).map { _ in
            let model = try SmallData.classifier(seed: 3)
            try model.fit(data, epochs: 3, batchSize: 7)
            return model
        }
        #expect(SmallData.bits(models[0]) == SmallData.bits(models[1]))
        let other = try SmallData.classifier(seed: 4)
        try other.fit(data, epochs: 3, batchSize: 7)
        #expect(SmallData.bits(models[0]) != SmallData.bits(other))
    }

    /// A network large enough for several threads, on random pictures.
    @Test(arguments: [1, 2])
    func equalThreadsGiveEqualParametersBitByBit(threads: Int) throws {
        let pictures = Tensor.uniform([96, 16, 16, 1], seed: 1)
        let labels = HostTensor(scalars: (0..<96).map { Int32($0 % 10) }, shape: [96])
        let data = try Dataset(inputs: try pictures.host(), targets: labels)
        let results = try Device.with(.cpu(threads: threads)) {
            try (0..<2).map { _ in
                let model = Sequential(seed: 6) {
                    Conv2D(32, kernel: 3, activation: .relu)
                    MaxPooling2D()
                    Dropout(0.25)
                    Flatten()
                    Dense(128, activation: .relu)
                    Dense(10, activation: .softmax)
                }
                try model.compile(optimizer: .adam, loss: .sparseCategoricalCrossentropy)
                try model.fit(data, epochs: 3, batchSize: 40)
                return SmallData.bits(model)
            }
        }
        #expect(results[0] == results[1])
    }

    @Test func dropoutIsReproducibleToo() throws {
        let data = try SmallData.clusters()
        let results = try (0..<2).map { _ in
            let model = Sequential(seed: 9) {
                Dense(16, activation: .relu)
                Dropout(0.5)
                Dense(3, activation: .softmax)
            }
            try model.compile(optimizer: .sgd, loss: .sparseCategoricalCrossentropy)
            try model.fit(data, epochs: 2)
            return SmallData.bits(model)
        }
        #expect(results[0] == results[1])
    }

    @Test func fittingTwiceIsFittingOnceForLonger() throws {
        let data = try SmallData.clusters()
        let once = try SmallData.classifier()
        try once.fit(data, epochs: 4, batchSize: 8)
        let twice = try SmallData.classifier()
        try twice.fit(data, epochs: 2, batchSize: 8)
        try twice.fit(data, epochs: 4, batchSize: 8, initialEpoch: 2)
        #expect(SmallData.bits(once) == SmallData.bits(twice))
    }

    @Test func aBatchLargerThanTheDataIsTheData() throws {
        let data = try SmallData.clusters(10)
        let model = try SmallData.classifier()
        let history = try model.fit(data, epochs: 1, batchSize: 1_000)
        #expect(history["loss"].count == 1)
    }

    @Test func validationIsMeasuredAfterEachEpoch() throws {
        let data = try SmallData.clusters()
        let model = try SmallData.classifier()
        let history = try model.fit(data, epochs: 2, validationSplit: 0.25)
        #expect(history.names == ["loss", "accuracy", "val_loss", "val_accuracy"])
        let held = try data.validationSplit(0.25).1
        let last = try #require(history["val_loss"].last)
        #expect(abs(try model.evaluate(held).loss - last) < 1e-6)
    }

    @Test func classWeightsScaleTheLoss() throws {
        let data = try SmallData.clusters(30)
        let plain = try SmallData.classifier()
        let weighted = try SmallData.classifier()
        let first = try plain.fit(data, epochs: 1, batchSize: 30, shuffle: false)["loss"][0]
        let second = try weighted.fit(
            data, epochs: 1, batchSize: 30, shuffle: false, classWeights: [0: 2, 1: 2, 2: 2])
        #expect(abs(second["loss"][0] - 2 * first) < 1e-5)
    }

    @Test func anEpochThatDiverges() throws {
        let model = Sequential { Dense(3, activation: .softmax) }
        try model.compile(
            optimizer: .sgd(learningRate: 1e30), loss: .sparseCategoricalCrossentropy)
        let history = try model.fit(try SmallData.clusters(), epochs: 3)
        #expect(history["loss"].count == 3)
    }
}

@Suite struct FitErrorTests {
    @Test func anUncompiledModel() throws {
        let model = Sequential { Dense(3) }
        let error = #expect(throws: ConfigurationError.self) {
            try model.fit(try SmallData.clusters())
        }
        #expect(error?.description.contains("compile(") == true)
    }

    @Test(arguments: [3, -1])
    func labelsOutsideTheClasses(label: Int32) throws {
        let data = try Dataset(
            inputs: HostTensor(scalars: [Float](repeating: 0, count: 8), shape: [4, 2]),
            targets: HostTensor(scalars: [0, 1, label, 2], shape: [4]))
        let model = try SmallData.classifier()
        let error = #expect(throws: DataError.self) { try model.fit(data) }
        #expect(error?.description.contains("\(label)") == true)
        #expect(error?.description.contains("2") == true)
    }

    @Test func numbersThatAreNotFinite() throws {
        let data = try Dataset(
            inputs: HostTensor(scalars: [0, 1, .nan, 3], shape: [2, 2]),
            targets: HostTensor(scalars: [Int32(0), 1], shape: [2]))
        let error = #expect(throws: DataError.self) { try SmallData.classifier().fit(data) }
        #expect(error?.description.lowercased().contains("nan") == true)
    }

    @Test func dataThatChangesItsShape() throws {
        let model = try SmallData.classifier()
        try model.fit(try SmallData.clusters())
        let wide = try Dataset(
            inputs: HostTensor(scalars: [Float](repeating: 0, count: 12), shape: [4, 3]),
            targets: HostTensor(scalars: [Int32](repeating: 0, count: 4), shape: [4]))
        let error = #expect(throws: DataError.self) { try model.fit(wide) }
        #expect(error?.description.contains("[2]") == true)
        #expect(error?.description.contains("[3]") == true)
    }

    @Test func aLayerThatDoesNotFitNamesItself() throws {
        let model = Sequential("wrong") {
            Dense(4)
            Conv2D(8, kernel: 3)
        }
        try model.compile(optimizer: .adam, loss: .sparseCategoricalCrossentropy)
        let error = #expect(throws: GraphError.self) { try model.fit(try SmallData.clusters()) }
        #expect(error?.description.contains("conv2d (Conv2D)") == true)
    }

    @Test(arguments: [(0, 32), (1, 0), (-1, 32), (1, -5)])
    func absurdNumbers(epochs: Int, batchSize: Int) throws {
        #expect(throws: ConfigurationError.self) {
            try SmallData.classifier().fit(
                try SmallData.clusters(), epochs: epochs, batchSize: batchSize)
        }
    }

    @Test(arguments: [-0.1, 1.0, 2.0, Double.nan])
    func absurdSplits(split: Double) throws {
        #expect(throws: (any Error).self) {
            try SmallData.classifier().fit(try SmallData.clusters(), validationSplit: split)
        }
    }

    @Test func noExamples() throws {
        let data = try Dataset(
            inputs: HostTensor(scalars: [Float](), shape: [0, 2]),
            targets: HostTensor(scalars: [Int32](), shape: [0]))
        #expect(throws: DataError.self) { try SmallData.classifier().fit(data) }
    }
}
