// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletFormats
import MartletIR
import MartletNN
import MartletTensor
import MartletTesting
import MartletTrain
import Testing

/// Models of every floating type learn what a float32 model learns.
@Suite struct ElementTypeTests {
    static let types: [DType] = [.float16, .bfloat16, .float64]

    static func model(_ dtype: DType, _ optimizer: any Optimizer) throws -> Model {
        let model = Sequential("digits", seed: 3, dtype: dtype) {
            Flatten()
            Dense(16, activation: .relu)
            Dense(10, activation: .softmax)
        }
        try model.compile(
            anyOptimizer: optimizer, loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
        return model
    }

    /// Pictures of digits, some to learn from and others to judge by, with pixels from 0 to 1.
    static func digits() throws -> (train: Dataset, test: Dataset) {
        let all = try Dataset.digits().shuffled(seed: 1)
        return (try all.subset(0..<600), try all.subset(600..<900))
    }

    @Test(arguments: types)
    func digitsAreLearnedAsWellAsInFloat32(dtype: DType) throws {
        let (train, test) = try Self.digits()
        let start = try Self.model(.float32, .adam)
        try start.build(inputShapes: [[8, 8, 1]])
        let initial = Dictionary(uniqueKeysWithValues: start.parameters.map { ($0.path, $0.value) })
        let results = try [DType.float32, dtype].map { dtype in
            let model = try Self.model(dtype, .adam(learningRate: 0.01))
            // Initial values of other types are other draws.
            try model.build(inputShapes: [[8, 8, 1]])
            try model.setParameters(initial)
            let history = try model.fit(train, epochs: 8)
            let evaluation = try model.evaluate(test)
            return (
                history["loss"][7], evaluation.loss, try #require(evaluation["accuracy"])
            )
        }
        #expect(results[0].2 > 0.85)
        #expect(abs(results[1].0 - results[0].0) < 0.05)
        #expect(abs(results[1].1 - results[0].1) < 0.05)
        #expect(results[1].2 > results[0].2 - 0.03)
    }

    /// Each of 400 steps changes the weight by less than half of what 16 bits can tell apart at 1.
    @Test(arguments: [DType.float16, .bfloat16], [true, false])
    func smallStepsAddUp(dtype: DType, adaptive: Bool) throws {
        let data = try Dataset(
            inputs: HostTensor([1, 1, 1, 1], shape: [4, 1]),
            targets: HostTensor([0, 0, 0, 0], shape: [4, 1]))
        let optimizer: any Optimizer =
            adaptive ? .adam(learningRate: 1e-4) : .sgd(learningRate: 1e-4)
        let weights = try [DType.float32, dtype].map { dtype in
            let model = Sequential(dtype: dtype) { Dense(1, usesBias: false) }
            try model.compile(anyOptimizer: optimizer, loss: .meanSquaredError)
            try model.build(inputShapes: [[1]])
            try model.setParameters(["dense/kernel": HostTensor([1], shape: [1, 1])])
            try model.fit(data, epochs: 400, batchSize: 4)
            return model.parameters[0].value.doubles[0]
        }
        #expect(weights[0] < 0.97)
        #expect(abs(weights[0] - weights[1]) < 0.004)
    }

    static func normalized(_ dtype: DType) throws -> Model {
        let model = Sequential("digits", seed: 3, dtype: dtype) {
            Conv2D(8, kernel: 3)
            BatchNormalization(momentum: 0.9)
            ReLU()
            MaxPooling2D(2)
            Flatten()
            Dense(10, activation: .softmax)
        }
        try model.compile(
            anyOptimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy,
            metrics: [.accuracy])
        return model
    }

    /// Convolution, normalisation and pooling in 16 bits, with statistics that 16 bits could not keep.
    @Test(arguments: [DType.float16, .bfloat16])
    func normalizedConvolutionsLearn(dtype: DType) throws {
        let (train, test) = try Self.digits()
        let models = try [DType.float32, dtype].map { try Self.normalized($0) }
        for model in models { try model.fit(train, epochs: 4) }
        let accuracies = try models.map { try #require(try $0.evaluate(test)["accuracy"]) }
        #expect(accuracies[0] > 0.85)
        #expect(accuracies[1] > accuracies[0] - 0.04, "\(accuracies)")
        let statistics = models[1].parameters.filter { !$0.isTrainable }
        #expect(statistics.map(\.type.dtype) == [.float32, .float32])
        #expect(models[1].parameters.filter(\.isTrainable).allSatisfy { $0.type.dtype == dtype })
    }

    /// Files of before, whose statistics have the model's type, can still be read.
    @Test func narrowStatisticsOfOlderFilesAreRead() throws {
        let (folder, model) = (TemporaryFolder(), try Self.normalized(.bfloat16))
        try model.build(inputShapes: [[8, 8, 1]])
        let path = folder.file("model.safetensors")
        try model.save(to: path)
        let saved = try Safetensors(contentsOf: path)
        let statistics = saved.tensors.filter { $0.key.contains("moving_") }
        #expect(statistics.count == 2)
        let narrow = statistics.mapValues {
            HostTensor($0.doubles.map { $0 + 1.5 }, shape: $0.shape, dtype: .bfloat16)
        }
        let older = Safetensors(
            saved.tensors.mapValues { $0.copied() }.merging(narrow) { $1 },
            metadata: saved.metadata)
        try older.write(to: folder.file("older.safetensors"))
        let loaded = try Model(contentsOf: folder.file("older.safetensors"))
        let values = loaded.parameters.filter { !$0.isTrainable }.map(\.value)
        #expect(values.map(\.dtype) == [.float32, .float32])
        #expect(Set(values.flatMap(\.doubles)) == [1.5, 2.5])
    }

    /// Running means go on where a change is less than 16 bits can tell apart.
    @Test(arguments: [DType.float16, .bfloat16])
    func statisticsMoveBySmallSteps(dtype: DType) throws {
        let data = try Dataset(
            inputs: HostTensor([Double](repeating: 100, count: 8), shape: [8, 1]),
            targets: HostTensor([Double](repeating: 0, count: 8), shape: [8, 1]))
        let model = Sequential(dtype: dtype) {
            BatchNormalization(momentum: 0.999)
            Dense(1)
        }
        try model.compile(anyOptimizer: .sgd(learningRate: 0), loss: .meanSquaredError)
        try model.fit(data, epochs: 1_000, batchSize: 8)
        let mean = try #require(model.parameters.first { $0.path.hasSuffix("moving_mean") })
        // 100 · (1 − 0.999¹⁰⁰⁰); bfloat16 alone stands still at 32.
        #expect(abs(mean.value.doubles[0] - 63.2) < 0.1)
    }

    @Test(arguments: types)
    func trainingGoesOnBitByBitFromAFile(dtype: DType) throws {
        let folder = TemporaryFolder()
        let part = try Self.digits().train.prefix(100)
        let model = try Self.model(dtype, .adam)
        try model.fit(part, epochs: 2)
        try model.save(to: folder.file("model.safetensors"))
        let loaded = try Model(contentsOf: folder.file("model.safetensors"))
        #expect(loaded.dtype == dtype)
        for model in [model, loaded] { try model.fit(part, epochs: 4, initialEpoch: 2) }
        #expect(model.parameters.map(\.value.doubles) == loaded.parameters.map(\.value.doubles))
        let outputs = try [model, loaded].map { try $0.predict(part)[0] }
        #expect(outputs[0].dtype == dtype)
        #expect(outputs[0].doubles == outputs[1].doubles)
    }
}
