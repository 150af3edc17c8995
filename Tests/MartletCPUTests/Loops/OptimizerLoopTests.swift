// SPDX-License-Identifier: Apache-2.0
import MartletCPU
import MartletCompiler
import MartletFormats
import MartletIR
import MartletTensor
import MartletTesting
import MartletTrain
import Testing

/// An optimizer's step is one loop over all parameters, whatever its formula.
@Suite struct OptimizerLoopTests {
    private static let shapes: [Shape] = [[40, 30], [30], [30, 5], [5], [3, 3, 4, 8]]

    struct Example: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let optimizer: any Optimizer
        /// Steps besides the one that updates: on numbers, and norms.
        let others: Int

        init(
            _ name: String, _ optimizer: any Optimizer, others: Int,
            _ change: (inout OptimizerOptions) -> Void = { _ in }
        ) {
            (testDescription, self.others) = (name, others)
            var optimizer = optimizer
            change(&optimizer.options)
            self.optimizer = optimizer
        }
    }

    static let examples: [Example] = [
        Example("SGD", SGD(), others: 0),
        Example("momentum", SGD(momentum: 0.9), others: 0),
        Example("Nesterov momentum", SGD(momentum: 0.9, nesterov: true), others: 0),
        Example("Adam", Adam(), others: 1),
        Example("AMSGrad", Adam(amsgrad: true), others: 1),
        Example("AdamW", AdamW(), others: 2),
        Example("RMSprop", RMSprop(), others: 0),
        Example("Adagrad", Adagrad(), others: 0),
        Example("a formula of one's own", OwnOptimizer(), others: 0),
        Example("Adam, elements clipped", Adam(), others: 1) { $0.clipValue = 0.5 },
        Example("Adam, norms clipped", Adam(), others: 2) { $0.clipNorm = 0.5 },
        Example("Adam, norm of all clipped", Adam(), others: 3) { $0.globalClipNorm = 0.5 },
        Example("Adam, decaying weights", Adam(), others: 2) { $0.weightDecay = 0.01 },
        Example("own, norm of all clipped", OwnOptimizer(), others: 2) { $0.globalClipNorm = 0.5 },
    ]

    @Test(arguments: examples) func itIsOneLoop(example: Example) throws {
        let step = Step(example.optimizer, Self.shapes)
        let graph = Graph(
            computing: step.outputs, from: step.inputs,
            donations: step.outputs.indices.map { .init(input: $0, output: $0) })
        let runner = try CPUExecutor(threads: 1).compile(graph).makeRunner()
        let names = try #require(runner as? CPURunner).stepNames
        #expect(names.count <= example.others + 1, "\(names)")
        #expect(names.last == "loop")
        let problems = try Comparison.problems(of: graph, at: step.values, tolerance: 1e-5)
        #expect(problems == [])
    }

    /// The step of an optimizer: parameters, slots and averages of parameters, then gradients and numbers.
    private struct Step {
        var inputs: [Tensor] = []
        var outputs: [Tensor] = []

        init(_ optimizer: any Optimizer, _ shapes: [Shape]) {
            let slotCount = optimizer.slots.count
            let parameters = shapes.map { add($0) }
            let slots = shapes.map { shape in (0..<slotCount).map { _ in add(shape) } }
            let averages = shapes.map { add($0) }
            let gradients = shapes.map { add($0) }
            let step = OptimizerStep(number: add(.scalar), learningRate: add(.scalar))
            let next = optimizer.apply(
                parameters: parameters, gradients: gradients, slots: slots, at: step)
            outputs = next.parameters + next.slots.flatMap { $0 }
            for (average, parameter) in zip(averages, next.parameters) {
                outputs.append(average * 0.99 + parameter * 0.01)
            }
        }

        private mutating func add(_ shape: Shape) -> Tensor {
            inputs.append(.input(inputs.count, TensorType(shape, .float32)))
            return inputs[inputs.count - 1]
        }

        /// Numbers above 0, since slots may be squares; few steps taken at a small rate.
        var values: [HostTensor] {
            inputs.enumerated().map { index, input in
                let numbers = Comparison.numbers(input.shape, UInt64(index)).doubles
                let isNumber = input.shape == .scalar
                return HostTensor(
                    numbers.map { isNumber ? 0.01 + abs($0) : 0.1 + abs($0) }, shape: input.shape)
            }
        }
    }
}

/// What nobody has thought of: the sign of a mean of gradients, damped where they scatter.
private struct OwnOptimizer: Optimizer {
    var options = OptimizerOptions(learningRate: 0.01)
    var slots: [OptimizerSlot] { [OptimizerSlot("mean"), OptimizerSlot("scatter")] }
    static let schema = Schema<Self>(OwnOptimizer(), .including(\.options))

    func update(
        _ parameter: Tensor, gradient: Tensor, slots: [Tensor], at step: OptimizerStep
    ) -> (parameter: Tensor, slots: [Tensor]) {
        let mean = 0.95 * slots[0] + gradient * 0.05
        let scatter = Tensor.maximum(slots[1] * 0.99, (gradient - mean).absolute())
        let change = mean.sign() * step.learningRate / (1 + scatter / (mean.absolute() + 1e-3))
        return (parameter + (-change), [mean, scatter])
    }
}
