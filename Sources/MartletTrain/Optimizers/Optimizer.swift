// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

/// How parameters change with their gradients.
///
/// An optimizer is a value: its configuration. What it remembers of each parameter lies in slots that the model keeps.
public protocol Optimizer: Configurable {
    /// What all optimizers have: the learning rate and bounds on gradients.
    var options: OptimizerOptions { get set }

    /// What is remembered of each parameter, with the value that it starts from.
    var slots: [OptimizerSlot] { get }

    /// The parameter and its slots after one step, in tensors.
    ///
    /// All are float32 for parameters of 16 bits, which are rounded afterwards.
    ///
    /// - Parameters:
    ///   - parameter: The parameter.
    ///   - gradient: The gradient of the loss by it.
    ///   - slots: What is remembered of it, in the order of ``slots``; same shape as the parameter.
    ///   - step: The number of the step and the learning rate.
    /// - Returns: The parameter and its slots after the step.
    func update(_ parameter: Tensor, gradient: Tensor, slots: [Tensor], at step: OptimizerStep)
        -> (parameter: Tensor, slots: [Tensor])
}

/// Something remembered of each parameter.
public struct OptimizerSlot: Hashable, Sendable {
    /// The name in files: `momentum`, `velocity`.
    public let name: String
    /// The value of all elements before the first step.
    public let initialValue: Double

    /// A slot that starts from one value everywhere.
    public init(_ name: String, initialValue: Double = 0) {
        self.name = name
        self.initialValue = initialValue
    }
}

extension OptimizerSlot {
    /// What rounding took off a 16-bit parameter: the next step adds it again.
    ///
    /// Source: Kahan, "Further remarks on reducing truncation errors", 1965.
    static let rounding = OptimizerSlot("rounding")
}

/// What differs from step to step, as scalars of the element type that ``Optimizer/update(_:gradient:slots:at:)`` works in.
public struct OptimizerStep: Sendable {
    /// The number of the step, from 1.
    public let number: Tensor
    /// The learning rate of the step.
    public let learningRate: Tensor

    /// A step.
    public init(number: Tensor, learningRate: Tensor) {
        self.number = number
        self.learningRate = learningRate
    }
}
