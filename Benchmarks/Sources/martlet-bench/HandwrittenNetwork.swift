// SPDX-License-Identifier: Apache-2.0
import Martlet

/// A perceptron with one hidden layer, as one would write it without a model.
struct HandwrittenNetwork: TensorStructure {
    /// Weights and biases of the hidden layer, then of the other.
    var parameters: [Tensor]
    /// What Adam remembers; empty for plain gradient descent.
    var means: [Tensor] = []
    var squares: [Tensor] = []
    var step = Tensor(0)

    /// Random weights for 784 features and 10 classes.
    init(width: Int, usesAdam: Bool) throws {
        parameters = try Tensor.realized([
            .normal([784, width], standardDeviation: 0.05, seed: 1), .zeros([width]),
            .normal([width, 10], standardDeviation: 0.05, seed: 2), .zeros([10]),
        ])
        guard usesAdam else { return }
        means = try Tensor.realized(parameters.map { .zeros(like: $0) })
        squares = try Tensor.realized(parameters.map { .zeros(like: $0) })
    }

    mutating func visitTensors(_ visitor: inout TensorVisitor) {
        visitor.visit(&parameters)
        visitor.visit(&means)
        visitor.visit(&squares)
        visitor.visit(&step)
    }

    private func slopes(_ x: Tensor, _ labels: Tensor) -> (loss: Tensor, slopes: [Tensor]) {
        let (loss, slopes) = valueAndGradient(at: parameters) { parameters in
            let hidden = (x.matmul(parameters[0]) + parameters[1]).relu()
            let logits = hidden.matmul(parameters[2]) + parameters[3]
            return -(labels.oneHot(classes: 10) * logits.logSoftmax()).sum([-1]).mean()
        }
        return (loss, slopes)
    }

    /// One step of plain gradient descent; the loss before it.
    mutating func descend(_ x: Tensor, _ labels: Tensor) -> Tensor {
        let (loss, slopes) = slopes(x, labels)
        parameters = zip(parameters, slopes).map { $0 - 0.1 * $1 }
        return loss
    }

    /// One step of Adam; the loss before it.
    mutating func adapt(_ x: Tensor, _ labels: Tensor) -> Tensor {
        let (loss, slopes) = slopes(x, labels)
        step = step + 1
        let ones = Tensor(1)
        let rate =
            0.001 * (ones - Tensor(0.999).raised(to: step)).squareRoot()
            / (ones - Tensor(0.9).raised(to: step))
        means = zip(means, slopes).map { 0.9 * $0 + 0.1 * $1 }
        squares = zip(squares, slopes).map { 0.999 * $0 + 0.001 * $1 * $1 }
        parameters = parameters.indices.map {
            parameters[$0] - rate * means[$0] / (squares[$0].squareRoot() + 1e-7)
        }
        return loss
    }
}
