// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// What training remembers from step to step: slots of each trainable parameter, and the numbers of the next step.
final class OptimizerState {
    /// For each trainable parameter, its slots in the order of ``Optimizer/slots(for:)``.
    let slots: [[Buffer]]
    /// Seed, number and size of the next step.
    let scalars: StepScalars

    /// Slots with their initial values, after `stepCount` steps.
    init(
        _ optimizer: any Optimizer, for parameters: [Parameter], of model: Model, stepCount: Int = 0
    ) {
        slots = parameters.map { parameter in
            optimizer.slots(for: parameter.type.dtype).map { Self.buffer($0, parameter.slotType) }
        }
        scalars = StepScalars(
            seed: model.seed, stepCount: stepCount, learningRate: optimizer.learningRate,
            dtype: model.dtype.accumulator)
    }

    /// Steps taken so far.
    var stepCount: Int { scalars.stepCount }

    private static func buffer(_ slot: OptimizerSlot, _ type: TensorType) -> Buffer {
        let buffer = Buffer(byteCount: type.byteCount)
        if slot.initialValue != 0 {
            let values = [Double](repeating: slot.initialValue, count: type.shape.count)
            HostTensor(values, shape: type.shape, dtype: type.dtype).copyElements(to: buffer)
        }
        return buffer
    }
}

extension Parameter {
    /// The type of what an optimizer remembers of the parameter.
    var slotType: TensorType { TensorType(type.shape, type.dtype.accumulator) }
}
