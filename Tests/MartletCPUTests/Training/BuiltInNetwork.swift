// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletIR
import MartletNN
import MartletTensor
import MartletTrain

/// The networks of the built-in specifications, and one with what they lack, on a few examples of their shapes.
enum BuiltInNetwork: String, CaseIterable, Sendable {
    case binaryMLP, categoricalMLP, digitsCNN, mnistCNN, mnistCNNOneHot, mnistMLP, mnistMLP64x2
    /// Batch normalisation and dropout between convolutions, with weights of the examples' classes.
    case normalized

    /// A model, compiled as the specification says.
    func makeModel() throws -> Model {
        let model = architecture()
        switch self {
        case .binaryMLP:
            try model.compile(
                optimizer: .adam(learningRate: 0.01), loss: .binaryCrossentropy,
                metrics: [.accuracy])
        case .categoricalMLP, .mnistCNNOneHot:
            try model.compile(
                optimizer: .adam, loss: .categoricalCrossentropy, metrics: [.accuracy])
        case .normalized:
            try model.compile(
                optimizer: .sgd(learningRate: 0.05, momentum: 0.9),
                loss: .sparseCategoricalCrossentropy)
        case .digitsCNN, .mnistCNN, .mnistMLP, .mnistMLP64x2:
            try model.compile(
                optimizer: .adam, loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
        }
        return model
    }

    private func architecture() -> Model {
        switch self {
        case .binaryMLP: Self.binary()
        case .categoricalMLP, .mnistMLP64x2: Self.dense([64, 64])
        case .mnistMLP: Self.dense([128])
        case .mnistCNN: Self.convolutional(.valid, dropout: nil)
        case .digitsCNN: Self.convolutional(.same, dropout: 0.25)
        case .mnistCNNOneHot: Self.oneConvolution()
        case .normalized: Self.normalizedNetwork()
        }
    }

    private static func binary() -> Model {
        let x = Input(shape: [10])
        let hidden = Dense(10, activation: .relu)(x)
        return Model(inputs: x, outputs: Dense(1, activation: .sigmoid)(hidden))
    }

    private static func dense(_ units: [Int]) -> Model {
        Model(
            layers: [Flatten()] + units.map { Dense($0, activation: .relu) }
                + [Dense(10, activation: .softmax)])
    }

    private static func convolutional(_ padding: LayerPadding, dropout: Double?) -> Model {
        Sequential {
            Conv2D(32, kernel: 3, padding: padding, activation: .relu)
            MaxPooling2D()
            Conv2D(64, kernel: 3, padding: padding, activation: .relu)
            MaxPooling2D()
            Flatten()
            Dropout(dropout ?? 0)
            Dense(64, activation: .relu)
            Dense(10, activation: .softmax)
        }
    }

    private static func oneConvolution() -> Model {
        Sequential {
            Conv2D(32, kernel: 3, activation: .relu)
            MaxPooling2D()
            Flatten()
            Dense(128, activation: .relu)
            Dense(10, activation: .softmax)
        }
    }

    private static func normalizedNetwork() -> Model {
        Sequential {
            Conv2D(16, kernel: 3, padding: .same)
            BatchNormalization()
            ActivationLayer(.relu)
            AveragePooling2D()
            Dropout(0.3)
            Flatten()
            Dense(32, activation: .elu)
            LayerNormalization()
            Dense(10, activation: .softmax)
        }
    }

    /// Two whole batches of eight and a short one.
    func makeData() throws -> Dataset {
        let count = 20
        let example: Shape =
            switch self {
            case .binaryMLP: [10]
            case .categoricalMLP: [100]
            case .digitsCNN, .normalized: [8, 8, 1]
            case .mnistCNN, .mnistCNNOneHot, .mnistMLP, .mnistMLP64x2: [28, 28, 1]
            }
        if self == .digitsCNN || self == .normalized { return try .digits().prefix(count) }
        let inputs = Comparison.numbers(Shape([count] + example.sizes), 21)
        if self == .binaryMLP {
            let truths = (0..<count).map { Float($0 % 2) }
            return try Dataset(
                inputs: inputs, targets: HostTensor(scalars: truths, shape: [count, 1]))
        }
        let labels = (0..<count).map { Int32($0 * 7 % 10) }
        let data = try Dataset(
            inputs: inputs, targets: HostTensor(scalars: labels, shape: [count]))
        return self == .categoricalMLP || self == .mnistCNNOneHot
            ? try data.oneHot(classes: 10) : data
    }

    /// The parameters after two shuffled epochs, and the losses.
    func trained() throws -> [HostTensor] {
        let model = try makeModel()
        let history = try model.fit(try makeData(), epochs: 2, batchSize: 8)
        return model.parameters.map(\.value) + [HostTensor(history["loss"], shape: [2])]
    }
}
