// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

/// Steps scaled by running estimates of the gradient's mean and variance.
///
///     m ← m + (1 − β₁) · (g − m)        v ← v + (1 − β₂) · (g² − v)
///     w ← w − α · m / (√v + ε)          α = rate · √(1 − β₂ᵗ) / (1 − β₁ᵗ) in step t
///
/// Source: Kingma & Ba, "Adam: a method for stochastic optimization", 2015, §2 (the order that saves work, with Keras'
/// place for ε); Reddi, Kale & Kumar, "On the convergence of Adam and beyond", 2018, for AMSGrad.
public struct Adam: Optimizer {
    /// The learning rate, bounds on gradients and weight decay.
    public var options: OptimizerOptions
    /// How much of the mean stays in every step.
    public var beta1: Double
    /// How much of the variance stays in every step.
    public var beta2: Double
    /// What keeps the divisor from 0.
    public var epsilon: Double
    /// Whether steps are divided by the greatest variance so far.
    public var amsgrad: Bool

    /// Adam.
    public init(
        learningRate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
        epsilon: Double = 1e-7, amsgrad: Bool = false
    ) {
        options = OptimizerOptions(learningRate: learningRate)
        (self.beta1, self.beta2) = (beta1, beta2)
        (self.epsilon, self.amsgrad) = (epsilon, amsgrad)
        requireValidArguments()
    }

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        Adam(), .including(\.options),
        .argument("beta_1", \.beta1, in: 0..<1, "How much of the mean stays in every step."),
        .argument("beta_2", \.beta2, in: 0..<1, "How much of the variance stays in every step."),
        .argument("epsilon", \.epsilon, in: 0..., "What keeps the divisor from 0."),
        .argument(
            "amsgrad", \.amsgrad, "Whether steps are divided by the greatest variance so far."))

    /// What is remembered of each parameter.
    public var slots: [OptimizerSlot] {
        [OptimizerSlot("momentum"), OptimizerSlot("velocity")]
            + (amsgrad ? [OptimizerSlot("velocity_hat")] : [])
    }

    /// The parameter and its slots after one step.
    public func update(
        _ parameter: Tensor, gradient: Tensor, slots: [Tensor], at step: OptimizerStep
    ) -> (parameter: Tensor, slots: [Tensor]) {
        let mean = slots[0] + (gradient - slots[0]) * (1 - beta1)
        let variance = slots[1] + (gradient.squared() - slots[1]) * (1 - beta2)
        let greatest = amsgrad ? [Tensor.maximum(slots[2], variance)] : []
        let divisor = (greatest.first ?? variance).squareRoot() + epsilon
        return (parameter - mean * rate(at: step) / divisor, [mean, variance] + greatest)
    }

    /// The learning rate, with the bias of both estimates undone: they start at 0.
    ///
    /// Written down for each parameter, but the same expression for all: a program computes it once.
    private func rate(at step: OptimizerStep) -> Tensor {
        let power1 = Tensor(beta1, dtype: step.number.dtype).raised(to: step.number)
        let power2 = Tensor(beta2, dtype: step.number.dtype).raised(to: step.number)
        return step.learningRate * (1 - power2).squareRoot() / (1 - power1)
    }
}

extension Optimizer where Self == Adam {
    /// Steps scaled by running estimates of the gradient's mean and variance.
    public static var adam: Self { Adam() }

    /// Steps scaled by running estimates of the gradient's mean and variance.
    public static func adam(learningRate: Double) -> Self { Adam(learningRate: learningRate) }
}
