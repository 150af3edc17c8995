// SPDX-License-Identifier: Apache-2.0
import Martlet

/// The networks of the workloads.
enum BenchmarkNetwork {
    case mlp784, mlp64x2, tiny, cnn2, cnn1, vgg, wide, odd

    /// The sizes of an example.
    var exampleShape: [Int] {
        switch self {
        case .mlp784, .mlp64x2: [784]
        case .cnn1, .cnn2: [28, 28, 1]
        case .tiny: [10]
        case .vgg: [32, 32, 3]
        case .wide: [1024]
        case .odd: [100]
        }
    }

    /// How many classes there are; `tiny` has one output for two.
    var classCount: Int {
        switch self {
        case .tiny: 1
        case .wide: 100
        case .odd: 7
        default: 10
        }
    }

    /// The network, compiled for training.
    func makeModel() throws -> Model {
        let model = layers()
        switch self {
        case .tiny:
            try model.compile(optimizer: .adam(learningRate: 0.01), loss: .binaryCrossentropy)
        case .cnn1: try model.compile(optimizer: .adam, loss: .categoricalCrossentropy)
        default: try model.compile(optimizer: .adam, loss: .sparseCategoricalCrossentropy)
        }
        return model
    }

    private func layers() -> Model {
        switch self {
        case .mlp784: Self.perceptron(128, 10)
        case .mlp64x2: Self.perceptron(64, 64, 10)
        case .wide: Self.perceptron(2048, 2048, 100)
        case .odd: Self.perceptron(77, 33, 7)
        case .cnn1: Self.cnn1()
        case .cnn2: Self.cnn2()
        case .vgg: Self.vgg()
        case .tiny:
            Sequential {
                Dense(10, activation: .relu)
                Dense(1, activation: .sigmoid)
            }
        }
    }

    /// Dense layers of the given widths.
    private static func perceptron(_ units: Int...) -> Model {
        Sequential {
            for width in units.dropLast() { Dense(width, activation: .relu) }
            Dense(units[units.count - 1], activation: .softmax)
        }
    }

    private static func cnn1() -> Model {
        Sequential {
            Conv2D(32, kernel: 3, activation: .relu)
            MaxPooling2D()
            Flatten()
            Dense(128, activation: .relu)
            Dense(10, activation: .softmax)
        }
    }

    private static func cnn2() -> Model {
        Sequential {
            Conv2D(32, kernel: 3, activation: .relu)
            MaxPooling2D()
            Conv2D(64, kernel: 3, activation: .relu)
            MaxPooling2D()
            Flatten()
            Dense(64, activation: .relu)
            Dense(10, activation: .softmax)
        }
    }

    private static func vgg() -> Model {
        Sequential {
            for filters in [32, 64] {
                for _ in 0..<2 {
                    Conv2D(filters, kernel: 3, padding: .same, activation: .relu)
                    BatchNormalization()
                }
                MaxPooling2D()
                Dropout(0.25)
            }
            Flatten()
            Dense(256, activation: .relu)
            BatchNormalization()
            Dropout(0.5)
            Dense(10, activation: .softmax)
        }
    }

    /// Random data of the network's shapes.
    func makeData(count: Int) throws -> Dataset {
        var random = SplitMix64(state: 0)
        let width = exampleShape.reduce(1, *)
        let pixels = (0..<(count * width)).map { _ in random.unit() }
        let inputs = HostTensor(scalars: pixels, shape: Shape([count] + exampleShape))
        if self == .tiny {
            let sums = (0..<count).map { row in pixels[(row * 10)..<(row * 10 + 10)].reduce(0, +) }
            let classes = sums.map { $0 > 5 ? Float(1) : 0 }
            return try Dataset(
                inputs: inputs, targets: HostTensor(scalars: classes, shape: [count, 1]))
        }
        let classCount = Int32(classCount)
        let labels = (0..<count).map { _ in Int32(random.next() % UInt64(classCount)) }
        guard self == .cnn1 else {
            return try Dataset(
                inputs: inputs, targets: HostTensor(scalars: labels, shape: [count]))
        }
        let rows = labels.flatMap { label in
            (0..<classCount).map { index -> Float in index == label ? 1 : 0 }
        }
        return try Dataset(
            inputs: inputs,
            targets: HostTensor(scalars: rows, shape: [count, Int(classCount)]))
    }
}
