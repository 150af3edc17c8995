// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// What is measured: a network with data of its kind, trained or asked; the same as the Python peers' where they have it.
enum Workload: String, CaseIterable, ExpressibleByArgument {
    case mlp784, mlp64x2, tiny, cnn2, cnn1
    /// Convolutions with batch normalisation and dropout, a large matrix, and shapes that divide by nothing.
    case vgg, wide, odd
    /// One sample a call.
    case predictMLP784 = "predict1-mlp784"
    case predictCNN2 = "predict1-cnn2"
    /// A thousand samples a call.
    case predictBulk = "predict-bulk"
    /// mlp784 without a model: one compiled function a step, with Adam as `fit` does it.
    case handwrittenCompiled = "handwritten-compiled"
    /// Expressions that are computed after each step, with plain gradient descent; 128 and 1,024 units wide.
    case handwrittenEager = "handwritten-eager"
    case handwrittenEagerWide = "handwritten-eager-1024"
    /// The same, never looked at before the end.
    case handwrittenLazy = "handwritten-lazy"

    /// The names, for a help text.
    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

    /// The network that is trained or asked.
    var network: BenchmarkNetwork {
        switch self {
        case .mlp784, .predictMLP784: .mlp784
        case .handwrittenCompiled, .handwrittenEager, .handwrittenEagerWide, .handwrittenLazy:
            .mlp784
        case .mlp64x2: .mlp64x2
        case .tiny: .tiny
        case .cnn2, .predictCNN2, .predictBulk: .cnn2
        case .cnn1: .cnn1
        case .vgg: .vgg
        case .wide: .wide
        case .odd: .odd
        }
    }

    /// Whether the network is asked instead of trained.
    var isPrediction: Bool {
        switch self {
        case .predictMLP784, .predictCNN2, .predictBulk: true
        default: false
        }
    }

    /// How a loop without a model computes; `nil` for networks.
    var handwriting: Handwriting? {
        switch self {
        case .handwrittenCompiled: Handwriting(width: 128, style: .compiled)
        case .handwrittenEager: Handwriting(width: 128, style: .eager)
        case .handwrittenEagerWide: Handwriting(width: 1024, style: .eager)
        case .handwrittenLazy: Handwriting(width: 128, style: .lazy)
        default: nil
        }
    }

    /// Examples of a step or a call.
    var batchSize: Int {
        switch self {
        case .cnn1: 128
        case .vgg, .wide: 64
        case .odd: 50
        case .predictMLP784, .predictCNN2: 1
        case .predictBulk: 1000
        default: 32
        }
    }

    /// Examples in the data set: whole batches, but for `tiny`, which keeps its last, short one.
    var sampleCount: Int {
        switch self {
        case .tiny: 100
        case .vgg: 3200
        case .wide: 12_800
        case .predictMLP784, .predictCNN2: 2000
        case .predictBulk: 10_000
        case .handwrittenCompiled, .handwrittenEager, .handwrittenEagerWide, .handwrittenLazy:
            6400
        default: 60_000 / batchSize * batchSize
        }
    }
}
