// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// What an optimizer remembers: slots of each trainable parameter and the number of steps taken.
final class OptimizerState {
    /// For each trainable parameter, its slots in the optimizer's order.
    let slots: [[Buffer]]
    /// Steps taken so far.
    var stepCount: Int

    /// Slots with their initial values.
    init(_ optimizer: any Optimizer, for parameters: [Parameter]) {
        slots = parameters.map { parameter in
            optimizer.slots.map { slot in
                let buffer = Buffer(byteCount: parameter.type.byteCount)
                if slot.initialValue != 0 {
                    let values = [Double](repeating: slot.initialValue, count: parameter.count)
                    HostTensor(
                        values, shape: parameter.type.shape, dtype: parameter.type.dtype
                    ).copyElements(to: buffer)
                }
                return buffer
            }
        }
        stepCount = 0
    }
}
