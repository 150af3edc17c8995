// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletData
import MartletFormats
import MartletIR
import MartletNN
import MartletRuntime
import MartletTensor
import MartletTesting
import MartletTrain
import Testing

/// A number that is none, in a parameter or the data, stands in the results where the reference has it.
@Suite struct NaNTests {
    /// A function of several inputs, one of which gets NaN or infinities.
    struct Path: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let shapes: [Shape]
        let make: @Sendable ([Tensor]) -> [Tensor]

        init(_ name: String, _ shapes: [Shape], _ make: @escaping @Sendable ([Tensor]) -> [Tensor])
        {
            (testDescription, self.shapes, self.make) = (name, shapes, make)
        }
    }

    static let paths: [Path] = [
        Path("product, bias, ReLU", [[33, 40], [40, 21], [21]]) {
            [($0[0].matmul($0[1]) + $0[2]).relu()]
        },
        Path("its gradients", [[33, 40], [40, 21], [21]]) { x in
            let result = (x[0].matmul(x[1]) + x[2]).relu()
            return [result] + gradients(of: (result * result).sum(), by: x)
        },
        Path("convolution, bias, ReLU", [[5, 8, 9, 3], [3, 3, 3, 8], [8]]) {
            [($0[0].conv2D($0[1]) + $0[2]).relu()]
        },
        Path("padded convolution, bias, ReLU, pooling", [[5, 8, 8, 4], [3, 3, 4, 16], [16]]) {
            [($0[0].conv2D($0[1], padding: .same) + $0[2]).relu().maxPooled([2, 2])]
        },
        Path("gradients of convolution and pooling", [[5, 8, 8, 3], [3, 3, 3, 8], [8]]) { x in
            let pooled = (x[0].conv2D(x[1]) + x[2]).relu().maxPooled([2, 2])
            return [pooled] + gradients(of: (pooled * pooled).sum(), by: x)
        },
        Path("convolution in tiles, bias, ReLU", [[2, 11, 10, 32], [3, 3, 32, 40], [40]]) {
            [($0[0].conv2D($0[1], padding: .same) + $0[2]).relu()]
        },
        Path("its gradients, with pooling", [[2, 11, 10, 32], [3, 3, 32, 40], [40]]) { x in
            let pooled = (x[0].conv2D(x[1], padding: .same) + x[2]).relu().maxPooled([2, 2])
            return [pooled] + gradients(of: (pooled * pooled).sum(), by: x)
        },
        Path("convolution in tiles, pooled", [[2, 11, 10, 32], [3, 3, 32, 40], [40]]) {
            [($0[0].conv2D($0[1], padding: .same) + $0[2]).relu().maxPooled([2, 2])]
        },
        Path("average pooling", [[5, 8, 8, 3]]) { x in
            let pooled = x[0].averagePooled([2, 2])
            return [pooled] + gradients(of: (pooled * pooled).sum(), by: x)
        },
        Path("activations", [[70, 80]]) { x in
            [
                x[0].relu(), x[0].leakyReLU(), x[0].elu(), x[0].gelu(), x[0].silu(),
                x[0].softplus(), x[0].clipped(to: -0.5...0.5), Tensor.maximum(x[0], 0.1),
                Tensor.minimum(x[0], 0.1), x[0].sign(),
            ]
        },
        Path("gradients of activations", [[70, 80]]) { x in
            [x[0].relu(), x[0].leakyReLU(), x[0].sigmoid(), x[0].tanh()].map {
                gradients(of: ($0 * $0).sum(), by: x)[0]
            }
        },
        Path("softmax", [[70, 30]]) { [$0[0].softmax(), $0[0].logSoftmax(), $0[0].softmax(0)] },
        Path("attention", [[2, 5, 4], [2, 7, 4], [2, 7, 3]]) { x in
            let result = scaledDotProductAttention(query: x[0], key: x[1], value: x[2])
            return [result] + gradients(of: (result * result).sum(), by: x)
        },
        Path("causal attention", [[1, 100, 4], [1, 130, 4], [1, 130, 3]]) { x in
            let result = scaledDotProductAttention(
                query: x[0], key: x[1], value: x[2], isCausal: true)
            return [result] + gradients(of: (result * result).sum(), by: x)
        },
        Path("a step of an LSTM", [[40, 48], [40, 12]]) { x in
            let (state, cell) = lstmCell(gates: x[0], cell: x[1])
            return [state, cell] + gradients(of: (state * cell).sum(), by: x)
        },
        Path("reductions", [[70, 80]]) { x in
            [
                x[0].sum(), x[0].max(), x[0].min(), x[0].sum([0]), x[0].max([0]), x[0].max([1]),
                x[0].min([0]), x[0].argmax(0), x[0].argmin(1), x[0].mean([1]), x[0].product([1]),
                x[0].cumulativeSum(0), x[0].variance([0]),
            ]
        },
        Path("gathering and sorting", [[40, 33]]) { x in
            let rows = Tensor(scalars: (0..<50).map { Int32($0 * 7 % 40) }, shape: [50])
            let taken = x[0].take(rows)
            return [taken, Tensor(ScatterAdd(axis: 0, size: 40), taken, rows), x[0].sorted(0)]
        },
        Path("batch normalisation", [[40, 33], [33], [33]]) { x in
            let result = x[0].normalized([0], epsilon: 1e-3) * x[1] + x[2]
            return [result] + gradients(of: (result * result).sum(), by: x)
        },
        Path("nothing times a number", [[70, 80], [70, 80]]) {
            [$0[0] * 0, 0 * $0[0] + $0[1], $0[0] - $0[0], Tensor.select($0[1] .> 0, $0[0], $0[1])]
        },
    ]

    static let extremes: [Double] = [.nan, .infinity, -.infinity]

    @Test(arguments: paths, extremes) func itReachesTheResults(path: Path, value: Double) throws {
        let inputs = path.shapes.enumerated().map {
            Tensor.input($0.offset, TensorType($0.element, .float32))
        }
        let graph = Graph(computing: path.make(inputs), from: inputs)
        for (position, shape) in path.shapes.enumerated() {
            var values = Comparison.numbers(for: inputs)
            var elements = values[position].doubles
            elements[elements.count * 3 / 7] = value
            values[position] = HostTensor(elements, shape: shape)
            let problems = try Comparison.problems(of: graph, at: values, tolerance: 1e-3)
            #expect(problems == [], "in input \(position)")
        }
    }

    @Test(arguments: ClassCatalog.optimizers.names) func optimizersHideNothing(name: String) throws
    {
        let optimizer = try ClassCatalog.optimizers.make(named: name, Arguments([:]))
        let type = TensorType([40, 33], .float32)
        let inputs = (0..<(2 + optimizer.slots.count)).map { Tensor.input($0, type) }
        let slots = Array(inputs.dropFirst(2))
        let step = OptimizerStep(number: Tensor(3), learningRate: Tensor(0.01))
        let next = optimizer.apply(
            parameters: [inputs[0]], gradients: [inputs[1]], slots: [slots], at: step)
        let graph = Graph(
            computing: next.parameters + next.slots.flatMap { $0 }, from: inputs,
            donations: [Graph.Donation(input: 0, output: 0)])
        for position in inputs.indices {
            let values = inputs.indices.map { index in
                var elements = Comparison.numbers(type.shape, UInt64(index)).doubles
                // Slots may be squares: none is negative.
                if index > 1 { elements = elements.map(\.magnitude) }
                if index == position { elements[700] = .nan }
                return HostTensor(elements, shape: type.shape)
            }
            let problems = try Comparison.problems(of: graph, at: values, tolerance: 1e-3)
            #expect(problems == [], "NaN in input \(position)")
        }
    }

    static let engines: [TestedEngine?] = [nil] + TestedEngine.all

    /// The reference (`nil`) is judged, too.
    @Test(arguments: engines) func aNetworkWithANaNHasNoLoss(engine: TestedEngine?) throws {
        let device = try engine?.device() ?? .reference
        let paths = [
            "conv2d/kernel", "conv2d/bias", "conv2d_1/kernel", "dense/kernel", "dense/bias",
        ]
        for path in paths {
            let (evaluated, trained) = try Device.with(device) { try Self.losses(spoiling: path) }
            #expect(evaluated.isNaN, "evaluate, NaN in \(path)")
            #expect(trained.isNaN, "fit, NaN in \(path)")
        }
    }

    /// The loss of a small network before and in a step of training, with NaN in one of its weights.
    private static func losses(spoiling path: String) throws -> (Double, Double) {
        let model = Sequential("spoilt", seed: 4) {
            Conv2D(8, kernel: 3, activation: .relu)
            MaxPooling2D()
            Conv2D(8, kernel: 3, activation: .relu)
            MaxPooling2D()
            Flatten()
            Dense(16, activation: .relu)
            Dense(10, activation: .softmax)
        }
        try model.compile(optimizer: .adam, loss: .sparseCategoricalCrossentropy)
        let data = try Dataset(
            inputs: Comparison.numbers([8, 12, 12, 1], 3),
            targets: HostTensor(scalars: (0..<8).map { Int32($0) }, shape: [8]))
        try model.build(inputShapes: [[12, 12, 1]])
        let parameter = try #require(model.parameters.first { $0.path == path })
        var elements = parameter.value.doubles
        elements[elements.count / 2] = .nan
        try model.setParameters([path: HostTensor(elements, shape: parameter.type.shape)])
        let evaluated = try model.evaluate(data, batchSize: 8)["loss"] ?? 0
        return (evaluated, try model.fit(data, batchSize: 8)["loss"][0])
    }
}
