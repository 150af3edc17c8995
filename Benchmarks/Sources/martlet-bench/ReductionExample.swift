// SPDX-License-Identifier: Apache-2.0
import Martlet

/// A composite with reductions, and what it must read and write.
struct ReductionExample {
    let name: String
    let columns: Int
    let inputs: [Tensor]
    let outputs: [Tensor]
    /// Large arrays that are read or written, once each time.
    private let passes: Int

    var byteCount: Int { passes * inputs[0].shape.count * 4 }

    private init(
        _ name: String, _ shapes: [Shape], passes: Int, _ make: ([Tensor]) -> [Tensor]
    ) {
        self.name = name
        self.passes = passes
        columns = shapes[0][-1]
        inputs = shapes.enumerated().map { .input($0, TensorType($1, .float32)) }
        outputs = make(inputs)
    }

    /// Over the last axis of a matrix.
    static func rows(of columns: Int, count: Int) -> [ReductionExample] {
        let rows: Shape = [count / columns, columns]
        return softmaxes(rows) + losses(rows) + normalizations(rows)
    }

    private static func softmaxes(_ rows: Shape) -> [ReductionExample] {
        [
            ReductionExample("softmax", [rows], passes: 2) { [$0[0].softmax()] },
            ReductionExample("softmax backward", [rows, rows], passes: 3) { x in
                let weighted = x[0] * x[1]
                return [weighted - x[1] * weighted.sum([-1], keepingDimensions: true)]
            },
            ReductionExample("log-softmax", [rows], passes: 2) { [$0[0].logSoftmax()] },
            ReductionExample("log-softmax backward", [rows, rows], passes: 3) { x in
                [x[0] - x[1].exp() * x[0].sum([-1], keepingDimensions: true)]
            },
        ]
    }

    private static func losses(_ rows: Shape) -> [ReductionExample] {
        [
            ReductionExample("cross-entropy and gradient", [rows, rows], passes: 3) { x in
                let loss = -(x[1] * x[0].logSoftmax()).sum([-1]).mean()
                return [loss] + gradients(of: loss, by: [x[0]])
            }
        ]
    }

    private static func normalizations(_ rows: Shape) -> [ReductionExample] {
        let columns: Shape = [rows[1]]
        return [
            ReductionExample("layer norm", [rows, columns, columns], passes: 2) { x in
                [x[0].normalized([1], epsilon: 1e-3) * x[1] + x[2]]
            },
            ReductionExample(
                "layer norm backward", [rows, rows, columns, [rows[0], 1]], passes: 3
            ) {
                normalizedGradients($0, [1], others: [0])
            },
            ReductionExample("RMS norm", [rows, columns], passes: 2) { x in
                let square = x[0].squared().mean([1], keepingDimensions: true)
                return [x[0] * (square + 1e-6).reciprocalSquareRoot() * x[1]]
            },
        ]
    }

    /// Over all axes but the channels, the last ones.
    static func images(channels: Int, count: Int) -> [ReductionExample] {
        let images: Shape = [count / (channels * 1024), 32, 32, channels]
        let numbers: Shape = [channels]
        return [
            ReductionExample("batch norm", [images, numbers, numbers], passes: 3) { x in
                [x[0].normalized([0, 1, 2], epsilon: 1e-3) * x[1] + x[2]]
            },
            ReductionExample(
                "batch norm backward", [images, images, numbers, numbers], passes: 5
            ) {
                normalizedGradients($0, [0, 1, 2], others: [0, 1, 2])
            },
        ]
    }

    /// The gradients by the argument, γ and β, given that of the result, the normalised values, γ and 1 / √(variance + ε).
    private static func normalizedGradients(_ x: [Tensor], _ axes: [Int], others: [Int])
        -> [Tensor]
    {
        let (seed, value) = (x[0] * x[2], x[1])
        let shared = seed.mean(axes, keepingDimensions: true)
        let along = (seed * value).mean(axes, keepingDimensions: true)
        return [
            (seed - shared - value * along) * x[3], (x[0] * value).sum(others), x[0].sum(others),
        ]
    }
}
