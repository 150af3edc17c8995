// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

/// Steps divided by a running root mean square of the gradient.
///
///     v ← ρ · v + (1 − ρ) · g²        w ← w − rate · g / √(v + ε)
///
/// Centred, the square of a running mean of the gradient is taken off v under the root; with momentum μ the change is
/// `m ← μ · m + rate · g / √…`.
///
/// Source: Hinton, "Neural networks for machine learning", lecture 6e, 2012; Graves, "Generating sequences with
/// recurrent neural networks", 2013.
public struct RMSprop: Optimizer {
    /// The learning rate, bounds on gradients and weight decay.
    public var options: OptimizerOptions
    /// How much of the running means stays in every step.
    public var rho: Double
    /// How much of the last step is taken again.
    public var momentum: Double
    /// What keeps the divisor from 0.
    public var epsilon: Double
    /// Whether steps are divided by the gradient's running deviation instead of its root mean square.
    public var centered: Bool

    /// RMSprop.
    public init(
        learningRate: Double = 0.001, rho: Double = 0.9, momentum: Double = 0,
        epsilon: Double = 1e-7, centered: Bool = false
    ) {
        options = OptimizerOptions(learningRate: learningRate)
        (self.rho, self.momentum) = (rho, momentum)
        (self.epsilon, self.centered) = (epsilon, centered)
        requireValidArguments()
    }

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        RMSprop(), .including(\.options),
        .argument("rho", \.rho, in: 0...1, "How much of the running means stays in every step."),
        .argument("momentum", \.momentum, in: 0...1, "How much of the last step is taken again."),
        .argument("epsilon", \.epsilon, in: 0..., "What keeps the divisor from 0."),
        .argument(
            "centered", \.centered,
            "Whether steps are divided by the gradient's running deviation instead of its root mean square."
        ))

    /// What is remembered of each parameter.
    public var slots: [OptimizerSlot] {
        [OptimizerSlot("velocity")] + (momentum > 0 ? [OptimizerSlot("momentum")] : [])
            + (centered ? [OptimizerSlot("average_gradient")] : [])
    }

    /// The parameter and its slots after one step.
    public func update(
        _ parameter: Tensor, gradient: Tensor, slots: [Tensor], at step: OptimizerStep
    ) -> (parameter: Tensor, slots: [Tensor]) {
        let velocity = slots[0] * rho + gradient.squared() * (1 - rho)
        var (new, radicand) = ([velocity], velocity + epsilon)
        var average: Tensor?
        if centered, let before = slots.last {
            let mean = before * rho + gradient * (1 - rho)
            radicand = velocity - mean.squared() + epsilon
            average = mean
        }
        var change = step.learningRate * gradient / radicand.squareRoot()
        if momentum > 0 {
            change = slots[1] * momentum + change
            new.append(change)
        }
        return (parameter - change, new + (average.map { [$0] } ?? []))
    }
}

extension Optimizer where Self == RMSprop {
    /// Steps divided by a running root mean square of the gradient.
    public static var rmsprop: Self { RMSprop() }

    /// Steps divided by a running root mean square of the gradient.
    public static func rmsprop(learningRate: Double) -> Self { RMSprop(learningRate: learningRate) }
}
