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
        let outputs = [product, product.transposed(), product.matmul(c), b.transposed().matmul(b)]
        let problems = try Comparison.problems(
            of: outputs, from: [a, b, c], at: values([a, b, c]))
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

    @Test(arguments: numeric) func reductions(dtype: DType) throws {
        let x = Tensor.input(0, TensorType([17, 20, 19], dtype))
        let outputs = [
            x.sum(), x.sum([0]), x.sum([1]), x.sum([2]), x.sum([0, 2]), x.max([1]), x.min([0, 1]),
            x.argmax(0), x.argmin(-1), x.transposed().sum([0]), x.cumulativeSum(1),
            x.cast(to: .float32).mean([2]), x.cast(to: .float64).sum([0, 1]),
        ]
        let problems = try Comparison.problems(of: outputs, from: [x], at: values([x]))
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
