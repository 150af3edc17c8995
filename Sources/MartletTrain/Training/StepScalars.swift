// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// The numbers that differ from step to step: the seed, the number of the step, the learning rate.
///
/// They lie in memory that all training programs of a model read. Number and rate are float32 for 16-bit models, whose
/// type could not tell step 257 from step 256.
final class StepScalars {
    let seed = Buffer(byteCount: 8)
    let number = Buffer(byteCount: 8)
    let learningRate = Buffer(byteCount: 8)

    private let baseSeed: Int64
    private let dtype: DType
    /// Steps taken so far.
    private(set) var stepCount: Int
    /// The learning rate of the next step.
    var rate: Double { didSet { store(rate, in: learningRate) } }

    init(seed: Int, stepCount: Int, learningRate rate: Double, dtype: DType) {
        // Neighbouring seeds and steps must not meet: the golden ratio spreads seeds over all 64 bits.
        baseSeed = Int64(truncatingIfNeeded: seed) &* -0x61C8_8646_80B5_83EB
        self.dtype = dtype
        self.stepCount = stepCount
        self.rate = rate
        store(rate, in: learningRate)
    }

    /// Moves on to the next step.
    func advance() {
        stepCount += 1
        seed.pointer.storeBytes(of: baseSeed &+ Int64(stepCount), as: Int64.self)
        store(Double(stepCount), in: number)
    }

    private func store(_ value: Double, in buffer: Buffer) {
        if dtype == .float64 {
            buffer.pointer.storeBytes(of: value, as: Double.self)
        } else {
            buffer.pointer.storeBytes(of: Float(value), as: Float.self)
        }
    }
}
