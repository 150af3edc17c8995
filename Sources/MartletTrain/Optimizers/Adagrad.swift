// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

/// Steps that shrink for parameters that have seen large gradients.
///
///     s ← s + g²        w ← w − rate · g / √(s + ε)
///
/// Source: Duchi, Hazan & Singer, "Adaptive subgradient methods for online learning", 2011.
public struct Adagrad: Optimizer {
    /// The learning rate, bounds on gradients and weight decay.
    public var options: OptimizerOptions
    /// The sum of squares before the first step.
    public var initialAccumulator: Double
    /// What keeps the divisor from 0.
    public var epsilon: Double

    /// AdaGrad.
    public init(
        learningRate: Double = 0.001, initialAccumulator: Double = 0.1, epsilon: Double = 1e-7
    ) {
        options = OptimizerOptions(learningRate: learningRate)
        (self.initialAccumulator, self.epsilon) = (initialAccumulator, epsilon)
        requireValidArguments()
    }

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        Adagrad(), .including(\.options),
        .argument(
            "initial_accumulator_value", \.initialAccumulator, in: 0...,
            "The sum of squares before the first step."),
        .argument("epsilon", \.epsilon, in: 0..., "What keeps the divisor from 0."))

    /// What is remembered of each parameter.
    public var slots: [OptimizerSlot] {
        [OptimizerSlot("accumulator", initialValue: initialAccumulator)]
    }

    /// The parameter and its slots after one step.
    public func update(
        _ parameter: Tensor, gradient: Tensor, slots: [Tensor], at step: OptimizerStep
    ) -> (parameter: Tensor, slots: [Tensor]) {
        let squares = slots[0] + gradient.squared()
        let change = step.learningRate * gradient / (squares + epsilon).squareRoot()
        return (parameter - change, [squares])
    }
}

extension Optimizer where Self == Adagrad {
    /// Steps that shrink for parameters that have seen large gradients.
    public static var adagrad: Self { Adagrad() }

    /// Steps that shrink for parameters that have seen large gradients.
    public static func adagrad(learningRate: Double) -> Self { Adagrad(learningRate: learningRate) }
}
