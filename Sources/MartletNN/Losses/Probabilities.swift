// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor

/// What cross-entropies do with predictions: where they can, they go back to the logits, which is faster and exact.
extension Tensor {
    /// Probabilities are kept this far from 0 and 1 before their logarithm is taken: Keras' ε.
    static let smallestProbability = 1e-7

    /// The probabilities moved away from 0 and 1.
    func clippedProbabilities() -> Tensor {
        clipped(to: Self.smallestProbability...(1 - Self.smallestProbability))
    }

    /// Class probabilities made to add up to 1, away from 0 and 1, as logarithms.
    func normalizedLogProbabilities() -> Tensor {
        (self / sum([-1], keepingDimensions: true)).clippedProbabilities().log()
    }

    /// The operand of the logistic function that made this value, if one did.
    var sigmoidArgument: Tensor? {
        guard node.operation is MartletTensor.Sigmoid, let operand = node.operands.first else {
            return nil
        }
        return Tensor(operand)
    }

    /// The mean along the last axis; a vector's elements stand for themselves.
    func meanOfLastAxis() -> Tensor { rank > 1 ? mean([-1]) : self }
}
