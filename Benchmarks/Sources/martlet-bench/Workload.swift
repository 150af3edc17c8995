// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Martlet

/// A network with data of its kind: the same as the Python peers', name by name.
enum Workload: String, CaseIterable, ExpressibleByArgument {
    case mlp784, mlp64x2, tiny, cnn2, cnn1

    var batchSize: Int { self == .cnn1 ? 128 : 32 }

    /// Examples in the data set: whole batches, but for `tiny`, which keeps its last, short one.
    var sampleCount: Int { self == .tiny ? 100 : 60_000 / batchSize * batchSize }

    func makeModel() throws -> Model {
        switch self {
        case .mlp784:
            return try compiled(
                Sequential {
                    Dense(128, activation: .relu)
                    Dense(10, activation: .softmax)
                })
        case .mlp64x2:
            return try compiled(
                Sequential {
                    Dense(64, activation: .relu)
                    Dense(64, activation: .relu)
                    Dense(10, activation: .softmax)
                })
        case .cnn2:
            return try compiled(
                Sequential {
                    Conv2D(32, kernel: 3, activation: .relu)
                    MaxPooling2D()
                    Conv2D(64, kernel: 3, activation: .relu)
                    MaxPooling2D()
                    Flatten()
                    Dense(64, activation: .relu)
                    Dense(10, activation: .softmax)
                })
        case .cnn1:
            let model = Sequential {
                Conv2D(32, kernel: 3, activation: .relu)
                MaxPooling2D()
                Flatten()
                Dense(128, activation: .relu)
                Dense(10, activation: .softmax)
            }
            try model.compile(optimizer: .adam, loss: .categoricalCrossentropy)
            return model
        case .tiny:
            let model = Sequential {
                Dense(10, activation: .relu)
                Dense(1, activation: .sigmoid)
            }
            try model.compile(
                optimizer: .adam(learningRate: 0.01), loss: .binaryCrossentropy)
            return model
        }
    }

    private func compiled(_ model: Model) throws -> Model {
        try model.compile(optimizer: .adam, loss: .sparseCategoricalCrossentropy)
        return model
    }

    /// Random data of the workload's shapes.
    func makeData() throws -> Dataset {
        var random = SplitMix64(state: 0)
        let count = sampleCount
        let example: [Int] =
            switch self {
            case .mlp784, .mlp64x2: [784]
            case .cnn1, .cnn2: [28, 28, 1]
            case .tiny: [10]
            }
        let width = example.reduce(1, *)
        let pixels = (0..<(count * width)).map { _ in random.unit() }
        let labels = (0..<count).map { _ in Int32(random.next() % 10) }
        let inputs = HostTensor(scalars: pixels, shape: Shape([count] + example))
        let targets: HostTensor
        switch self {
        case .mlp784, .mlp64x2, .cnn2:
            targets = HostTensor(scalars: labels, shape: [count])
        case .cnn1:
            let rows = labels.flatMap { label in
                (0..<10).map { (index: Int32) -> Float in index == label ? 1 : 0 }
            }
            targets = HostTensor(scalars: rows, shape: [count, 10])
        case .tiny:
            let sums = (0..<count).map { row in pixels[(row * 10)..<(row * 10 + 10)].reduce(0, +) }
            targets = HostTensor(scalars: sums.map { $0 > 5 ? Float(1) : 0 }, shape: [count, 1])
        }
        return try Dataset(inputs: inputs, targets: targets)
    }
}

/// A small generator: the data only has to be random, and soon there.
///
/// Source: Steele, Lea & Flood, "Fast splittable pseudorandom number generators", 2014.
struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A number in [0, 1).
    mutating func unit() -> Float { Float(next() >> 40) * 0x1p-24 }
}
