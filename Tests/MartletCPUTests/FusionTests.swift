// SPDX-License-Identifier: Apache-2.0
import MartletCPU
import MartletCompiler
import MartletIR
import MartletTensor
import MartletTesting
import Testing

/// Programs as a whole: how many steps they take, and that they compute what the reference does.
@Suite struct FusionTests {
    private static let sizes: [Shape] = [[20, 16], [16], [16, 10], [10]]

    /// A training step of a network of two layers with Adam, written as the optimizer writes it.
    private func trainingStep() -> (inputs: [Tensor], outputs: [Tensor]) {
        var inputs: [Tensor] = []
        func input(_ shape: Shape, _ dtype: DType = .float32) -> Tensor {
            inputs.append(.input(inputs.count, TensorType(shape, dtype)))
            return inputs[inputs.count - 1]
        }
        let state = (0..<3).map { _ in Self.sizes.map { input($0) } }
        let (x, labels, rate) = (input([8, 20]), input([8], .int32), input(.scalar))
        let hidden = (x.matmul(state[0][0]) + state[0][1]).relu()
        let scores = (hidden.matmul(state[0][2]) + state[0][3]).logSoftmax()
        let loss = -(scores * labels.oneHot(classes: 10)).sum() * (1.0 / 8)
        var outputs = [loss]
        for (index, gradient) in gradients(of: loss, by: state[0]).enumerated() {
            let mean = state[1][index] + (gradient - state[1][index]) * 0.1
            let variance = state[2][index] + (gradient.squared() - state[2][index]) * 0.001
            outputs += [
                state[0][index] - mean * rate / (variance.squareRoot() + 1e-7), mean, variance,
            ]
        }
        return (inputs, outputs)
    }

    private func values(_ inputs: [Tensor]) -> [HostTensor] {
        inputs.enumerated().map { index, tensor in
            if tensor.dtype == .int32 {
                return HostTensor(scalars: (0..<8).map { Int32($0 % 10) }, shape: [8])
            }
            let numbers = Comparison.numbers(tensor.shape, UInt64(index))
            // Variances are not negative.
            return (8..<12).contains(index)
                ? HostTensor(numbers.doubles.map { $0 * $0 }, shape: tensor.shape) : numbers
        }
    }

    @Test func aTrainingStepAgreesWithTheReference() throws {
        let (inputs, outputs) = trainingStep()
        let problems = try Comparison.problems(of: outputs, from: inputs, at: values(inputs))
        #expect(problems == [])
    }

    @Test func theOptimizerIsOneStep() throws {
        let (inputs, outputs) = trainingStep()
        let graph = Graph(computing: outputs, from: inputs)
        let runner = try CPUExecutor(threads: 1).compile(graph).makeRunner()
        let names = try #require(runner as? CPURunner).stepNames
        // Two products forwards and three backwards; bias and ReLU ride on them.
        #expect(names.count { $0 == "matmul" } == 5)
        #expect(names.last == "loop")
        #expect(names.count <= 20, "\(names)")
    }

    @Test func thousandsOfSmallOperationsFuse() throws {
        var x = Tensor.input(0, TensorType([300], .float32))
        let input = x
        for step in 0..<200 { x = step % 3 == 0 ? x.tanh() + input : x * 0.5 }
        let values = [Comparison.numbers([300], 1)]
        let problems = try Comparison.problems(of: [x], from: [input], at: values)
        #expect(problems == [])
    }

    @Test func truthValuesAndIntegersFuse() throws {
        let x = Tensor.input(0, TensorType([4, 6], .float32))
        let whole = (x * 10).cast(to: .int32)
        let isOdd = whole.remainder(dividingBy: Tensor(2, dtype: .int32)) .== 1
        let mixed = Tensor.select(isOdd .& (x .> 0), x, -x).cast(to: .float64) * 3
        let outputs = [
            whole, isOdd, mixed, isOdd.cast(to: .float32) + x, (whole + 300).cast(to: .uint8),
        ]
        let values = [Comparison.numbers([4, 6], 2)]
        let problems = try Comparison.problems(of: outputs, from: [x], at: values, tolerance: 1e-6)
        #expect(problems == [])
    }

    @Test func viewsReachEveryConsumer() throws {
        let x = Tensor.input(0, TensorType([4, 6, 5], .float32))
        let turned = x.transposed([2, 0, 1])
        let part = turned[.range(1, 5, step: 2), .all, .range(nil, nil, step: -1)]
        let outputs = [
            part * 2, part.sum([1]), part.reshaped(to: [8, 6]), turned.matmul(x[.index(0)]),
            part.matmul(part.transposed([0, 2, 1])),
            Tensor.concatenated([part, part * 3], axis: 2),
            part.padded(low: [1, 0, 2], high: [0, 1, 0], value: 9), x[.range(0, 0)].exp(),
        ]
        let values = [Comparison.numbers([4, 6, 5], 3)]
        let problems = try Comparison.problems(of: outputs, from: [x], at: values)
        #expect(problems == [])
    }

    @Test(arguments: [DType.float32, .float64, .int32, .int64])
    func productsOfAllKindsAgree(dtype: DType) throws {
        let a = Tensor.input(0, TensorType([2, 1, 7, 130], dtype))
        let b = Tensor.input(1, TensorType([3, 130, 131], dtype))
        let c = Tensor.input(2, TensorType([131, 5], dtype))
        let (product, tall) = (a.matmul(b), b.matmul(c))
        let outputs = [
            product, tall, b.transposed([0, 2, 1]).matmul(b[.all, .all, .range(0, 9, step: 2)]),
            a[.all, .all, .range(2, 3), .range(0, 26, step: 2)].matmul(c[.range(0, 13)]),
        ]
        let values = [a, b, c].enumerated().map { index, tensor in
            let numbers = Comparison.numbers(tensor.shape, UInt64(index)).doubles
            return HostTensor(numbers.map { $0 * 9 }, shape: tensor.shape, dtype: dtype)
        }
        let problems = try Comparison.problems(of: outputs, from: [a, b, c], at: values)
        #expect(problems == [])
    }

    @Test(arguments: TestedEngine.all) func aForeignIndexIsNamed(engine: TestedEngine) throws {
        let x = Tensor.input(0, TensorType([4, 2], .float32))
        let indices = Tensor.input(1, TensorType([3], .int32))
        let graph = Graph(computing: [x.take(indices)], from: [x, indices])
        let runner = try engine.executor().compile(graph).makeRunner()
        let error = #expect(throws: ExecutionError.self) {
            _ = try runner.run(
                [
                    Comparison.numbers([4, 2], 4),
                    HostTensor(scalars: [Int32(1), 7, 0], shape: [3]),
                ],
                resultTypes: graph.outputTypes)
        }
        #expect(error?.description == "take: index 7 (at position 1) is outside 0..<4")
    }

    /// A product that an instruction reads twice is absorbed by neither place.
    @Test func aValueMayBeReadTwice() throws {
        let x = Tensor.input(0, TensorType([40], .float32))
        let half = x * 0.5
        let outputs = [
            (half - half).tanh() * 2, (half + half) * half, half / (half.squareRoot() + 1),
        ]
        let values = [HostTensor(Comparison.numbers([40], 5).doubles.map(abs), shape: [40])]
        #expect(try Comparison.problems(of: outputs, from: [x], at: values) == [])
    }
}
