// SPDX-License-Identifier: Apache-2.0
import MartletIR
public import MartletTensor

extension Optimizer {
    /// The size of a step.
    public var learningRate: Double {
        get { options.learningRate }
        set { options.learningRate = newValue }
    }

    /// All parameters and slots after one step: gradients are clipped, weights decay, then each parameter is updated.
    ///
    /// Parameters of 16 bits are updated in float32 and rounded; what rounding takes off is kept in a slot of its own.
    ///
    /// - Parameters:
    ///   - parameters: The parameters.
    ///   - gradients: The gradient of the loss by each.
    ///   - slots: For each parameter what is remembered of it, in the order of ``slots``, float32 at least; then, if
    ///     the parameter has 16 bits, what rounding took off it.
    ///   - step: The number of the step and the learning rate.
    /// - Returns: The new parameters and, for each, its new slots.
    public func apply(
        parameters: [Tensor], gradients: [Tensor], slots: [[Tensor]], at step: OptimizerStep
    ) -> (parameters: [Tensor], slots: [[Tensor]]) {
        let wide = gradients.map { $0.cast(to: $0.dtype.accumulator) }
        var updated: (parameters: [Tensor], slots: [[Tensor]]) = ([], [])
        for (index, gradient) in options.clipped(wide).enumerated() {
            let result = apply(parameters[index], gradient, slots[index], step)
            updated.parameters.append(result.parameter)
            updated.slots.append(result.slots)
        }
        return updated
    }

    private func apply(
        _ stored: Tensor, _ gradient: Tensor, _ slots: [Tensor], _ step: OptimizerStep
    ) -> (parameter: Tensor, slots: [Tensor]) {
        let dtype = stored.dtype
        let names = self.slots(for: dtype)
        guard slots.count == names.count else {
            internalFailure("\(slots.count) slots are given for \(names.map(\.name))")
        }
        var parameter = stored.cast(to: dtype.accumulator)
        if dtype.isRounded { parameter = parameter + slots[names.count - 1] }
        let decay = options.weightDecay.map { step.learningRate * $0 }
        let decayed = decay.map { parameter - parameter * $0 } ?? parameter
        let own = Array(slots.prefix(self.slots.count))
        let result = update(decayed, gradient: gradient, slots: own, at: step)
        guard dtype.isRounded else { return result }
        let rounded = result.parameter.cast(to: dtype)
        let rest = result.parameter - rounded.cast(to: dtype.accumulator)
        return (rounded, result.slots + [rest])
    }

    /// What is kept of a parameter of the given type from step to step, in its ``DType/accumulator``.
    func slots(for dtype: DType) -> [OptimizerSlot] {
        dtype.isRounded ? slots + [.rounding] : slots
    }
}
