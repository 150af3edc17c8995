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

/// Every element type through products, convolutions and reductions, and networks of other types than float32.
@Suite struct ElementTypeTests {
    private static let floating: [DType] = [.float16, .bfloat16, .float32, .float64]
    private static let numeric = floating + [.int8, .uint8, .int32, .int64]

    private func values(_ inputs: [Tensor]) -> [HostTensor] {
        inputs.enumerated().map { index, tensor in
            let scale = tensor.dtype.isFloating ? 1.0 : 4
            let numbers = Comparison.numbers(tensor.shape, UInt64(index)).doubles.map {
                tensor.dtype == .uint8 ? ($0 * scale).magnitude : $0 * scale
            }
            return HostTensor(numbers, shape: tensor.shape, dtype: tensor.dtype)
        }
    }

    @Test(arguments: numeric) func products(dtype: DType) throws {
        let a = Tensor.input(0, TensorType([33, 70], dtype))
        let b = Tensor.input(1, TensorType([70, 21], dtype))
        let c = Tensor.input(2, TensorType([3, 21, 40], dtype))
        let product = a.matmul(b)
        let narrow = product.cast(to: dtype)
        let wide = a.matmul(b, accumulating: dtype.wide)
        let outputs = [
            product, product.transposed(), narrow.matmul(c), b.transposed().matmul(b), wide,
            a.matmul(b.transposed().transposed(), accumulating: dtype.wide),
        ]
        let problems = try Comparison.problems(
            of: outputs, from: [a, b, c], at: values([a, b, c]))
        #expect(problems == [])
    }

    /// Narrow operands, sums and results in their wide type, with what rides on them there.
    @Test(arguments: floating) func wideProductsWithBiasAndReLU(dtype: DType) throws {
        let x = Tensor.input(0, TensorType([33, 71], dtype))
        let w = Tensor.input(1, TensorType([71, 40], dtype))
        let bias = Tensor.input(2, TensorType([40], dtype.wide))
        let result = (x.matmul(w, accumulating: dtype.wide) + bias).relu()
        let outputs = [result] + gradients(of: result.sum(), by: [x, w, bias])
        let problems = try Comparison.problems(
            of: outputs, from: [x, w, bias], at: values([x, w, bias]))
        #expect(problems == [])
    }

    /// Few rows times a large matrix, whose inner axis is cut.
    @Test(arguments: floating) func fewRowsTimesALargeMatrix(dtype: DType) throws {
        let x = Tensor.input(0, TensorType([4, 512], dtype))
        let w = Tensor.input(1, TensorType([512, 96], dtype))
        let outputs = [x.matmul(w), x.matmul(w, accumulating: dtype.wide)]
        let problems = try Comparison.problems(of: outputs, from: [x, w], at: values([x, w]))
        #expect(problems == [])
    }

    @Test(arguments: floating) func productsWithBiasAndReLU(dtype: DType) throws {
        let x = Tensor.input(0, TensorType([33, 70], dtype))
        let w = Tensor.input(1, TensorType([70, 40], dtype))
        let bias = Tensor.input(2, TensorType([40], dtype))
        let result = (x.matmul(w) + bias).relu()
        let outputs = [result] + gradients(of: result.sum(), by: [x, w, bias])
        let problems = try Comparison.problems(
            of: outputs, from: [x, w, bias], at: values([x, w, bias]))
        #expect(problems == [])
    }

    @Test(arguments: floating) func convolutionsAndPoolings(dtype: DType) throws {
        let image = Tensor.input(0, TensorType([5, 9, 8, 3], dtype))
        let filters = Tensor.input(1, TensorType([3, 3, 3, 8], dtype))
        let bias = Tensor.input(2, TensorType([8], dtype))
        let result = (image.conv2D(filters, padding: .same) + bias).relu()
        let pooled = result.averagePooled([2, 2])
        let inputs = [image, filters, bias]
        let outputs =
            [result, pooled, image.maxPooled([2, 2])]
            + gradients(of: pooled.sum() + result.sum() * 0.5, by: inputs)
        let problems = try Comparison.problems(of: outputs, from: inputs, at: values(inputs))
        #expect(problems == [])
    }

    static let images: [(channels: Int, features: Int, groups: Int)] = [
        (4, 16, 1), (6, 8, 2), (3, 16, 1), (8, 8, 8), (1, 32, 1),
    ]

    @Test(arguments: floating, images)
    func convolutionsOfAllShapes(
        dtype: DType, sizes: (channels: Int, features: Int, groups: Int)
    ) throws {
        let image = Tensor.input(0, TensorType([5, 9, 8, sizes.channels], dtype))
        let filters = Tensor.input(
            1, TensorType([3, 3, sizes.channels / sizes.groups, sizes.features], dtype))
        let inputs = [image, filters]
        let plain = image.conv2D(filters, padding: .same, groups: sizes.groups)
        let wide = image.conv2D(
            filters, strides: (2, 1), groups: sizes.groups, accumulating: dtype.wide)
        let loss = plain.squared().sum() + wide.sum().cast(to: dtype)
        let outputs = [plain, wide] + gradients(of: loss, by: inputs)
        let problems = try Comparison.problems(of: outputs, from: inputs, at: values(inputs))
        #expect(problems == [])
    }

    static let bytes: [DType] = [.int8, .uint8]

    /// Bytes of any kind with bytes of any kind: sums are exact.
    @Test(arguments: bytes, bytes) func convolutionsOfBytes(image: DType, filters: DType) throws {
        let x = Tensor.input(0, TensorType([5, 9, 8, 6], image))
        let w = Tensor.input(1, TensorType([3, 3, 6, 20], filters))
        let deep = Tensor.input(2, TensorType([4, 5, 5, 40], image))
        let wide = Tensor.input(3, TensorType([3, 3, 40, 8], filters))
        let inputs = [x, w, deep, wide]
        let outputs = [x.conv2D(w, padding: .same), x.conv2D(w), deep.conv2D(wide)]
        let numbers = inputs.enumerated().map { index, tensor in
            let range = tensor.dtype == .int8 ? -128.0...127 : 0...255
            let noise = Comparison.numbers(tensor.shape, UInt64(index)).doubles
            let middle = (range.lowerBound + range.upperBound) / 2
            return HostTensor(
                noise.map { (middle + $0 * 127).rounded() }, shape: tensor.shape,
                dtype: tensor.dtype)
        }
        #expect(try Comparison.problems(of: outputs, from: inputs, at: numbers) == [])
    }

    static let ends: [(DType, Double, DType, Double)] = [
        (.int8, -128, .int8, -128), (.int8, 127, .int8, -128), (.uint8, 255, .int8, -128),
        (.uint8, 255, .uint8, 255), (.int8, -128, .uint8, 255),
    ]

    /// The greatest products that bytes have, 4,096 of them: nothing saturates on the way.
    @Test(arguments: ends)
    func productsOfBytesAreExact(_ left: DType, _ x: Double, _ right: DType, _ y: Double) throws {
        for inner in [1_023, 4_096] {
            let a = HostTensor(
                [Double](repeating: x, count: 3 * inner), shape: [3, inner], dtype: left)
            let b = HostTensor(
                [Double](repeating: y, count: inner * 200), shape: [inner, 200], dtype: right)
            let inputs = [Tensor.input(0, a.type), Tensor.input(1, b.type)]
            let graph = Graph(computing: [inputs[0].matmul(inputs[1])], from: inputs)
            #expect(graph.outputTypes == [TensorType([3, 200], .int32)])
            for engine in TestedEngine.pairs {
                let result = try Comparison.results(of: graph, at: [a, b], on: engine.executor())
                #expect(result[0].doubles.allSatisfy { $0 == x * y * Double(inner) }, "\(engine)")
            }
        }
    }

    @Test(arguments: numeric) func poolingsAndGathers(dtype: DType) throws {
        let image = Tensor.input(0, TensorType([3, 9, 8, 5], dtype))
        let wide = Tensor.input(1, TensorType([3, 8, 8, 32], dtype))
        let rows = Tensor.input(2, TensorType([20, 30], dtype))
        let places = Tensor.input(3, TensorType([20, 30], .int32))
        let inputs = [image, wide, rows, places]
        let chosen = rows.take(places.reshaped(to: [600]))
        let outputs = [
            image.maxPooled([3, 2], strides: [2, 1], padding: .same), wide.maxPooled([2, 2]),
            chosen, rows.takeAlong(places, axis: 0),
            Tensor(ScatterAdd(axis: 0, size: 20), rows, places.transposed()[.index(0)]),
            Tensor(ScatterAlongAdd(axis: 0, size: 20), rows, places),
        ]
        let numbers =
            values(inputs).dropLast() + [
                HostTensor(
                    (0..<600).map { Double($0 * 7 % 20) }, shape: [20, 30], dtype: .int32)
            ]
        let problems = try Comparison.problems(of: outputs, from: inputs, at: Array(numbers))
        #expect(problems == [])
    }

    @Test(arguments: numeric) func reductions(dtype: DType) throws {
        let x = Tensor.input(0, TensorType([17, 20, 19], dtype))
        let outputs = [
            x.sum(), x.sum([0]), x.sum([1]), x.sum([2]), x.sum([0, 2]), x.max([1]), x.min([0, 1]),
            x.argmax(0), x.argmin(-1), x.transposed().sum([0]), x.cumulativeSum(1),
            x.max([0, 2]), x.min(), x.max(), x.argmax(1), x.cumulativeSum(2, reversed: true),
            x.cast(to: .float32).mean([2]), x.cast(to: .float64).sum([0, 1]),
        ]
        let problems = try Comparison.problems(of: outputs, from: [x], at: values([x]))
        #expect(problems == [])
    }

    /// Products of slices that move with the rounds of a loop, narrow and wide, and what is folded there.
    @Test(arguments: numeric) func loops(dtype: DType) throws {
        let x = Tensor.input(0, TensorType([5, 6, 18], dtype))
        let w = Tensor.input(1, TensorType([18, 18], dtype))
        let start = Tensor.input(2, TensorType([6, 18], dtype.wide))
        let walk = scan(over: [x], carrying: [start]) { carried, slices in
            let wide = slices[0].matmul(w, accumulating: dtype.wide)
            let next = Tensor.maximum(carried[0], wide)
            return (
                carried: [next],
                results: [slices[0].max([1]), slices[0].matmul(w), next.cast(to: dtype).sum([0])]
            )
        }
        let problems = try Comparison.problems(
            of: walk.carried + walk.results, from: [x, w, start], at: values([x, w, start]))
        #expect(problems == [])
    }

    static let engines: [TestedEngine?] = [nil] + TestedEngine.pairs

    /// Half precision learns as single precision does, on the reference (`nil`) and on the processor.
    @Test(arguments: [DType.float16, .bfloat16, .float64], engines)
    func networksLearnInEveryType(dtype: DType, engine: TestedEngine?) throws {
        let expected = try Device.with(.reference) { try Self.losses(.float32) }
        let device = try engine?.device() ?? .reference
        let actual = try Device.with(device) { try Self.losses(dtype) }
        // Initial weights are drawn anew for each type.
        let tolerance = 0.1
        for (loss, wanted) in try matchedPairs(actual, expected) {
            #expect(abs(loss - wanted) <= tolerance * wanted, "\(actual) instead of \(expected)")
        }
    }

    private static func losses(_ dtype: DType) throws -> [Double] {
        let model = Model("half", seed: 3, dtype: dtype) {
            Dense(32, activation: .relu)
            Dense(4, activation: .softmax)
        }
        try model.compile(optimizer: .sgd(learningRate: 0.1), loss: .sparseCategoricalCrossentropy)
        let inputs = Comparison.numbers([64, 20], 5)
        let labels = (0..<64).map { row in Int32(inputs.doubles[row * 20] > 0 ? row % 2 : 3) }
        let data = try Dataset(
            inputs: inputs, targets: HostTensor(scalars: labels, shape: [64]))
        let history = try model.fit(data, epochs: 4, batchSize: 16)
        return history["loss"]
    }
}
