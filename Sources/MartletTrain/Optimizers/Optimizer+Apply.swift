// SPDX-License-Identifier: Apache-2.0
public import MartletTensor

extension Optimizer {
    /// The name of the class in files: Keras' name where Keras has the optimizer.
    public static var className: String { String(describing: Self.self) }

    /// The size of a step.
    public var learningRate: Double {
        get { options.learningRate }
        set { options.learningRate = newValue }
    }

    /// All parameters and slots after one step: gradients are clipped, weights decay, then each parameter is updated.
    ///
    /// - Parameters:
    ///   - parameters: The parameters.
    ///   - gradients: The gradient of the loss by each.
    ///   - slots: For each parameter what is remembered of it, in the order of ``slots``.
    ///   - step: The number of the step and the learning rate.
    /// - Returns: The new parameters and, for each, its new slots.
    public func apply(
        parameters: [Tensor], gradients: [Tensor], slots: [[Tensor]], at step: OptimizerStep
    ) -> (parameters: [Tensor], slots: [[Tensor]]) {
        let decay = options.weightDecay.map { step.learningRate * $0 }
        var updated: (parameters: [Tensor], slots: [[Tensor]]) = ([], [])
        for (index, gradient) in options.clipped(gradients).enumerated() {
            let parameter = parameters[index]
            let decayed = decay.map { parameter - parameter * $0 } ?? parameter
            let result = update(
                decayed, gradient: gradient, slots: slots[index], at: step)
            updated.parameters.append(result.parameter)
            updated.slots.append(result.slots)
        }
        return updated
    }
}
