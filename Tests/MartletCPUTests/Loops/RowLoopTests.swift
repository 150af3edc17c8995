// SPDX-License-Identifier: Apache-2.0
import MartletCPU
import MartletCompiler
import MartletIR
import MartletTensor
import MartletTesting
import Testing

/// Fused loops with reductions: how many steps they are, and that they compute what the reference does.
@Suite struct RowLoopTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let shapes: [Shape]
        /// Steps on the processor, in order.
        let steps: [String]
        let make: @Sendable ([Tensor]) -> [Tensor]

        init(
            _ name: String, _ shapes: [Shape], _ steps: [String],
            _ make: @escaping @Sendable ([Tensor]) -> [Tensor]
        ) {
            (testDescription, self.shapes, self.steps, self.make) = (name, shapes, steps, make)
        }
    }

    /// Short rows, rows of a tile and one more, rows of several tiles; one row and many.
    private static let matrices: [Shape] = [
        [1, 10], [32, 10], [100, 64], [9, 511], [9, 512], [9, 513], [12, 1024], [12, 1025],
        [9, 3001],
        [1500, 3],
    ]

    static let examples: [Example] =
        matrices.flatMap { shape in
            [
                Example("softmax of \(shape)", [shape], ["rows"]) { [$0[0].softmax()] },
                Example("log-softmax of \(shape)", [shape], ["rows"]) { [$0[0].logSoftmax()] },
                Example(
                    "layer normalisation of \(shape)", [shape, [shape[1]], [shape[1]]], ["rows"]
                ) { [$0[0].normalized([1], epsilon: 1e-3) * $0[1] + $0[2]] },
                Example("cross-entropy of \(shape)", [shape, shape], ["rows"]) { x in
                    let loss = -(x[1] * x[0].logSoftmax()).sum([-1]).mean()
                    return [loss] + gradients(of: loss, by: [x[0]])
                },
            ]
        } + others

    private static let others: [Example] = [
        Example("best class", [[40, 10]], ["rows"]) { x in
            [x[0].softmax().argmax(), x[0].argmin(1), x[0].max([1])]
        },
        Example("columns", [[300, 20]], ["rows", "loop"]) { x in
            let sum = (x[0] * x[0]).sum([0])
            return [sum * 0.5, x[0].max([0]), (x[0] + 1).sum(), x[0].tanh()]
        },
        Example("long columns", [[20, 3000]], ["rows"]) { x in
            [(x[0] * x[0]).sum([0]).squareRoot(), x[0].max([0]).exp(), (x[0] + 1).sum()]
        },
        Example("batch normalisation", [[64, 7, 8], [8], [8]], ["rows", "loop"]) { x in
            [x[0].normalized([0, 1], epsilon: 1e-3) * x[1] + x[2]]
        },
        Example("gradients of batch normalisation", [[64, 7, 8], [8], [8], [64, 7, 8]], []) { x in
            let y = x[0].normalized([0, 1], epsilon: 1e-3) * x[1] + x[2]
            return gradients(of: (y.relu() * x[3]).mean(), by: Array(x[..<3]))
        },
        Example("gradients of layer normalisation", [[64, 40], [40], [40], [64, 40]], []) { x in
            let y = x[0].normalized([1], epsilon: 1e-3) * x[1] + x[2]
            return gradients(of: (y.relu() * x[3]).mean(), by: Array(x[..<3]))
        },
        Example("norms", [[40, 30], [30], [30, 5]], ["rows", "loop"]) { x in
            x.map { $0 * (1 / Tensor.maximum($0.squared().sum().squareRoot(), 1)) }
        },
        Example("norm of all", [[40, 30], [30], [30, 5]], ["rows", "rows", "loop"]) { x in
            let squares = x.map { $0.squared().sum() }
            let norm = (squares[0] + squares[1] + squares[2]).squareRoot()
            return x.map { $0 * (1 / Tensor.maximum(norm, 1)) }
        },
        Example("square of sums", [[32, 32], [32]], []) { x in
            let (rows, columns) = (x[0].sum([1]), x[0].sum([0]))
            return [rows * x[1], columns * x[1], rows + columns, (x[0] - rows).max([1])]
        },
        Example("axes in the middle", [[7, 30, 6]], []) { x in
            [x[0] - x[0].mean([1], keepingDimensions: true), x[0].exp().sum([0, 2]) * 2]
        },
        Example("turned", [[60, 20], [60, 1], [20]], []) { x in
            let turned = x[0].transposed()
            return [
                (turned * x[2].reshaped(to: [20, 1])).softmax(), (x[0] * x[1] + x[2]).sum([0]),
            ]
        },
    ]

    @Test(arguments: examples) func itIsComputedInFewSteps(example: Example) throws {
        let inputs = example.shapes.enumerated().map {
            Tensor.input($0, TensorType($1, .float32))
        }
        let outputs = example.make(inputs)
        let values = Comparison.numbers(for: inputs)
        #expect(try Comparison.problems(of: outputs, from: inputs, at: values) == [])
        if example.steps.isEmpty { return }
        let graph = Graph(computing: outputs, from: inputs)
        let runner = try CPUExecutor(threads: 1).compile(graph).makeRunner()
        #expect(try #require(runner as? CPURunner).stepNames == example.steps)
    }

    @Test(arguments: [DType.float64, .float16, .bfloat16, .int64, .int32, .int8, .uint8])
    func theyTakeAllTypes(dtype: DType) throws {
        for shape in [[40, 9], [12, 700], [9, 1500]] as [Shape] {
            let x = Tensor.input(0, TensorType(shape, dtype))
            let peak = x.max([1], keepingDimensions: true)
            let sum = (x * 2).sum([1], keepingDimensions: true)
            let outputs = [
                x - peak, (x + 1).min([0]), sum, (x - 1).sum([0]), (x * x).sum(), (x + 1).argmax(),
                x * peak.reshaped(to: [shape[0], 1]), (x.sum([0]) + 1) * 3,
            ]
            let numbers = Comparison.numbers(shape, 5).doubles.map { ($0 * 3).rounded() + 3 }
            let values = [HostTensor(numbers, shape: shape, dtype: dtype)]
            #expect(try Comparison.problems(of: outputs, from: [x], at: values) == [])
        }
    }

    /// The sum of many numbers that are not small beside their sum's last digit.
    @Test(arguments: [[1_000_000, 1], [1000, 1000], [100_000, 10]] as [Shape])
    func longSumsKeepTheirDigits(shape: Shape) throws {
        let x = Tensor.input(0, TensorType(shape, .float32))
        let values = [Comparison.numbers(shape, 9)]
        let outputs = [(x + 1).sum(), (x + 1).sum([0])]
        let problems = try Comparison.problems(
            of: outputs, from: [x], at: values, tolerance: 2e-7,
            engines: [TestedEngine(threads: 2, options: CPUOptions())])
        #expect(problems == [])
    }
}
