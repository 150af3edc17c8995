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
    ///
    /// - Parameters:
    ///   - learningRate: The size of a step.
    ///   - initialAccumulator: The sum of squares before the first step, at least 0.
    ///   - epsilon: What keeps the divisor from 0.
    public init(
        learningRate: Double = 0.001, initialAccumulator: Double = 0.1, epsilon: Double = 1e-7
    ) {
        precondition(
            initialAccumulator >= 0,
            "Adagrad: initialAccumulator cannot be negative, got \(initialAccumulator).")
        options = OptimizerOptions(learningRate: learningRate)
        self.initialAccumulator = initialAccumulator
        self.epsilon = epsilon
    }

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

    /// The arguments under Keras' names.
    public var configuration: JSONObject {
        ["initial_accumulator_value": .double(initialAccumulator), "epsilon": .double(epsilon)]
    }
}

extension Optimizer where Self == Adagrad {
    /// Steps that shrink for parameters that have seen large gradients.
    public static var adagrad: Self { Adagrad() }

    /// Steps that shrink for parameters that have seen large gradients.
    public static func adagrad(learningRate: Double) -> Self { Adagrad(learningRate: learningRate) }
}
