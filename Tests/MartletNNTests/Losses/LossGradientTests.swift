// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletNN
import MartletRuntime
import MartletTensor
import MartletTesting
import Testing

/// Gradients of losses against finite differences, and the way from probabilities back to logits.
@Suite struct LossGradientTests {
    /// A loss with what it is compared with: the predictions are `activation` of 4 × 3 numbers.
    struct Case: Sendable, CustomStringConvertible {
        let description: String
        let loss: any Loss
        let activation: Activation
        let targets: HostTensor
    }

    static let labels = HostTensor(scalars: [Int32(2), 0, 1, 2], shape: [4])
    static let shares = HostTensor(
        [0.2, 0.3, 0.5, 1, 0, 0, 0.1, 0.8, 0.1, 0, 0.4, 0.6], shape: [4, 3], dtype: .float64)
    static let cases = [
        Case(
            description: "mse", loss: .meanSquaredError, activation: .linear, targets: shares),
        Case(
            description: "mae", loss: .meanAbsoluteError, activation: .tanh, targets: shares),
        Case(
            description: "binary, sigmoid", loss: .binaryCrossentropy, activation: .sigmoid,
            targets: shares),
        Case(
            description: "binary, logits",
            loss: .binaryCrossentropy(fromLogits: true, labelSmoothing: 0.2), activation: .linear,
            targets: shares),
        Case(
            description: "categorical, softmax", loss: .categoricalCrossentropy,
            activation: .softmax, targets: shares),
        Case(
            description: "categorical, logits",
            loss: .categoricalCrossentropy(fromLogits: true, labelSmoothing: 0.1),
            activation: .linear, targets: shares),
        Case(
            description: "categorical, probabilities", loss: .categoricalCrossentropy,
            activation: .softplus, targets: shares),
        Case(
            description: "sparse, softmax", loss: .sparseCategoricalCrossentropy,
            activation: .softmax, targets: labels),
        Case(
            description: "sparse, logits", loss: .sparseCategoricalCrossentropy(fromLogits: true),
            activation: .linear, targets: labels),
        Case(
            description: "sparse, ignored", loss: .sparseCategoricalCrossentropy(ignoreClass: 0),
            activation: .softmax, targets: labels),
        Case(
            description: "sparse, probabilities", loss: .sparseCategoricalCrossentropy,
            activation: .softplus, targets: labels),
    ]

    private static let inputs = HostTensor(
        [0.3, -1.2, 0.8, 2.1, 0.4, -0.7, 1.1, -0.2, 0.6, -1.5, 0.9, 0.1], shape: [4, 3],
        dtype: .float64)

    @Test(arguments: cases)
    func finiteDifferencesConfirmGradients(of example: Case) throws {
        let mismatches = try GradientCheck().mismatches(at: [Self.inputs, example.targets]) {
            example.loss(example.activation($0[0]), $0[1])
        }
        #expect(mismatches.isEmpty)
    }

    @Test(arguments: cases)
    func finiteDifferencesConfirmSecondDerivatives(of example: Case) throws {
        let mismatches = try GradientCheck().secondOrderMismatches(at: [Self.inputs]) {
            example.loss(example.activation($0[0]), Tensor(example.targets))
        }
        #expect(mismatches.isEmpty)
    }

    @Test func certaintyAboutTheWrongClassHasAFiniteLossAndGradient() throws {
        let logits = Tensor([[1_000, -1_000], [-1_000, 1_000]])
        let labels = Tensor(HostTensor(scalars: [Int32(1), 1], shape: [2]))
        let loss = SparseCategoricalCrossentropy()(logits.softmax(), labels)
        let gradient = gradients(of: loss.sum(), by: [logits])[0]
        #expect(try loss.scalars() == [2_000, 0])
        #expect(try gradient.scalars() == [1, -1, 0, 0])
    }

    @Test func sigmoidsAreTracedBackToLogits() throws {
        let logits = Tensor([[200], [-200], [0]])
        let targets = Tensor([[0], [0], [1]])
        let loss = BinaryCrossentropy()(logits.sigmoid(), targets)
        #expect(try isClose(loss.scalars(), [200, 0, 0.693_147_18], tolerance: .float32))
        let gradient = gradients(of: loss.sum(), by: [logits])[0]
        #expect(try isClose(gradient.scalars(), [1, 0, -0.5], tolerance: .float32))
    }

    @Test func aSoftmaxAlongAnotherAxisIsNotTakenForOneOfClasses() throws {
        let x = Tensor([[1, 5, 2], [4, 1, 0]])
        let labels = Tensor(HostTensor(scalars: [Int32(0), 2], shape: [2]))
        let probabilities = x.softmax(0)
        let constant = Tensor(try probabilities.host())
        let loss = SparseCategoricalCrossentropy()
        let expected = try loss(constant, labels).scalars().map(Double.init)
        #expect(try isClose(loss(probabilities, labels).scalars(), expected, tolerance: .float32))
    }

    @Test func aTrainedSoftmaxNeedsFewInstructions() throws {
        let logits = Tensor.input(0, TensorType([32, 10], .float32))
        let labels = Tensor.input(1, TensorType([32], .int32))
        let loss = SparseCategoricalCrossentropy()(logits.softmax(), labels).mean()
        let graph = Graph(
            computing: [loss, gradients(of: loss, by: [logits])[0]], from: [logits, labels])
        let program = try Pipeline.standard.apply(to: graph)
        let names = program.instructions.map(\.operation.name)
        #expect(names.filter { $0 == "exp" || $0 == "exponential" }.count == 1)
        #expect(names.filter { $0 == "divide" }.count == 1)
        #expect(names.filter { $0 == "reduce_max" }.count == 1)
        #expect(names.filter { $0 == "sum" }.count <= 3)
    }
}
