// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

/// ``Adam`` with weights that decay on their own, not through the gradient.
///
///     w ← w − decay · rate · w, then as Adam
///
/// Source: Loshchilov & Hutter, "Decoupled weight decay regularization", 2019.
public struct AdamW: Optimizer {
    private var adam: Adam

    /// Adam with weight decay: the part of each parameter, times the learning rate, taken off in every step.
    public init(
        learningRate: Double = 0.001, weightDecay: Double = 0.004, beta1: Double = 0.9,
        beta2: Double = 0.999, epsilon: Double = 1e-7, amsgrad: Bool = false
    ) {
        adam = Adam(
            learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
            amsgrad: amsgrad)
        adam.options.weightDecay = weightDecay
        requireValidArguments()
    }

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        AdamW(), .including(\.adam))

    /// The learning rate, bounds on gradients and weight decay.
    public var options: OptimizerOptions {
        get { adam.options }
        set { adam.options = newValue }
    }

    /// What is remembered of each parameter.
    public var slots: [OptimizerSlot] { adam.slots }

    /// The parameter and its slots after one step.
    public func update(
        _ parameter: Tensor, gradient: Tensor, slots: [Tensor], at step: OptimizerStep
    ) -> (parameter: Tensor, slots: [Tensor]) {
        adam.update(parameter, gradient: gradient, slots: slots, at: step)
    }
}

extension Optimizer where Self == AdamW {
    /// Adam with weights that decay on their own.
    public static var adamW: Self { AdamW() }

    /// Adam with weights that decay on their own.
    public static func adamW(learningRate: Double, weightDecay: Double = 0.004) -> Self {
        AdamW(learningRate: learningRate, weightDecay: weightDecay)
    }
}
