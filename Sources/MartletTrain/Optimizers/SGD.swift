// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

/// Gradient descent, with momentum if asked.
///
///     v ← μ · v − rate · g        w ← w + v                      (momentum μ)
///                                 w ← w + μ · v − rate · g       (Nesterov)
///
/// Source: Sutskever, Martens, Dahl & Hinton, "On the importance of initialization and momentum in deep learning", 2013.
public struct SGD: Optimizer {
    /// The learning rate, bounds on gradients and weight decay.
    public var options: OptimizerOptions
    /// How much of the last step is taken again.
    public var momentum: Double
    /// Whether the gradient counts as if it were taken after the momentum's step.
    public var nesterov: Bool

    /// Gradient descent.
    public init(learningRate: Double = 0.01, momentum: Double = 0, nesterov: Bool = false) {
        options = OptimizerOptions(learningRate: learningRate)
        (self.momentum, self.nesterov) = (momentum, nesterov)
        requireValidArguments()
    }

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        SGD(), .including(\.options),
        .argument("momentum", \.momentum, in: 0...1, "How much of the last step is taken again."),
        .argument(
            "nesterov", \.nesterov,
            "Whether the gradient counts as if it were taken after the momentum's step."))

    /// What is remembered of each parameter.
    public var slots: [OptimizerSlot] { momentum == 0 ? [] : [OptimizerSlot("momentum")] }

    /// The parameter and its slots after one step.
    public func update(
        _ parameter: Tensor, gradient: Tensor, slots: [Tensor], at step: OptimizerStep
    ) -> (parameter: Tensor, slots: [Tensor]) {
        let descent = gradient * step.learningRate
        guard let before = slots.first else { return (parameter - descent, []) }
        let velocity = before * momentum - descent
        let change = nesterov ? velocity * momentum - descent : velocity
        return (parameter + change, [velocity])
    }
}

extension Optimizer where Self == SGD {
    /// Gradient descent.
    public static var sgd: Self { SGD() }

    /// Gradient descent, with momentum if asked.
    public static func sgd(
        learningRate: Double = 0.01, momentum: Double = 0, nesterov: Bool = false
    ) -> Self {
        SGD(learningRate: learningRate, momentum: momentum, nesterov: nesterov)
    }
}
