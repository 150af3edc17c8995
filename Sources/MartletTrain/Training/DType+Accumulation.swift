// SPDX-License-Identifier: Apache-2.0
import MartletIR

extension DType {
    /// The type for what adds up over steps or examples: step numbers, slots, losses, sums of metrics.
    ///
    /// Eight bits of bfloat16 cannot count to 257, and lose a change of a weight by less than a 256th of it.
    var accumulator: DType { self == .float64 ? .float64 : .float32 }

    /// Whether parameters of the type are rounded after a step, which computes in ``accumulator``.
    var isRounded: Bool { isFloating && self != accumulator }
}
