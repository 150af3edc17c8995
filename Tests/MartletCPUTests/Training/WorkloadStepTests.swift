// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletData
import MartletIR
import MartletNN
import MartletRuntime
import MartletTensor
import MartletTesting
import MartletTrain
import Testing

/// One training step of every workload of the benchmarks, at full shape, against the reference.
@Suite struct WorkloadStepTests {
    enum Workload: String, CaseIterable, Sendable {
        case mlp784, mlp64x2, tiny, cnn2, cnn1

        var batchSize: Int { self == .cnn1 ? 128 : 32 }
    }

    /// What a step changes, and the loss before it.
    private struct Step {
        let loss: Double
        let changes: [(path: String, values: [Double])]
    }

    @Test(arguments: Workload.allCases) func aStepAgreesWithTheReference(workload: Workload) throws
    {
        let expected = try Device.with(.reference) { try Self.step(of: workload) }
        #expect(expected.loss > 0.1)
        for engine in TestedEngine.all {
            let actual = try Device.with(engine.device()) { try Self.step(of: workload) }
            #expect(abs(actual.loss - expected.loss) <= 1e-5 * expected.loss, "\(engine)")
            for (change, wanted) in try matchedPairs(actual.changes, expected.changes) {
                let error = relativeError(change.values, wanted.values)
                #expect(error <= 1e-3, "\(engine), \(wanted.path)")
                #expect(wanted.values.contains { $0 != 0 }, "\(wanted.path)")
            }
        }
    }

    private static func step(of workload: Workload) throws -> Step {
        let model = model(of: workload)
        // The first step of Adam is g / (|g| + ε): with a small ε, the sign alone, whatever small gradients round to.
        let optimizer = Adam(learningRate: 1, epsilon: 1e-3)
        switch workload {
        case .mlp784, .mlp64x2, .cnn2:
            try model.compile(optimizer: optimizer, loss: .sparseCategoricalCrossentropy)
        case .cnn1: try model.compile(optimizer: optimizer, loss: .categoricalCrossentropy)
        case .tiny: try model.compile(optimizer: optimizer, loss: .binaryCrossentropy)
        }
        let data = try data(of: workload)
        try model.build(inputShapes: data.inputs.map(\.exampleShape))
        let before = model.parameters.map(\.value.doubles)
        let history = try model.fit(data, batchSize: workload.batchSize, shuffle: false)
        let changes = try matchedPairs(model.parameters, before).map { parameter, old in
            (parameter.path, try matchedPairs(parameter.value.doubles, old).map { $0 - $1 })
        }
        return Step(loss: history["loss"][0], changes: changes)
    }

    private static func model(of workload: Workload) -> Model {
        switch workload {
        case .mlp784: dense([128])
        case .mlp64x2: dense([64, 64])
        case .tiny: Model(layers: [Dense(10, activation: .relu), Dense(1, activation: .sigmoid)])
        case .cnn2:
            Sequential {
                Conv2D(32, kernel: 3, activation: .relu)
                MaxPooling2D()
                Conv2D(64, kernel: 3, activation: .relu)
                MaxPooling2D()
                Flatten()
                Dense(64, activation: .relu)
                Dense(10, activation: .softmax)
            }
        case .cnn1:
            Sequential {
                Conv2D(32, kernel: 3, activation: .relu)
                MaxPooling2D()
                Flatten()
                Dense(128, activation: .relu)
                Dense(10, activation: .softmax)
            }
        }
    }

    private static func dense(_ units: [Int]) -> Model {
        Model(
            layers: units.map { Dense($0, activation: .relu) } + [Dense(10, activation: .softmax)])
    }

    private static func data(of workload: Workload) throws -> Dataset {
        let count = workload.batchSize
        let example: [Int] =
            switch workload {
            case .mlp784, .mlp64x2: [784]
            case .cnn1, .cnn2: [28, 28, 1]
            case .tiny: [10]
            }
        let inputs = Comparison.numbers(Shape([count] + example), 31)
        if workload == .tiny {
            let truths = (0..<count).map { Float($0 % 2) }
            return try Dataset(
                inputs: inputs, targets: HostTensor(scalars: truths, shape: [count, 1]))
        }
        let labels = (0..<count).map { Int32($0 * 7 % 10) }
        let data = try Dataset(
            inputs: inputs, targets: HostTensor(scalars: labels, shape: [count]))
        return workload == .cnn1 ? try data.oneHot(classes: 10) : data
    }
}
