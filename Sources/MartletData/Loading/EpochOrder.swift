// SPDX-License-Identifier: Apache-2.0

/// In which order the examples of an epoch are visited: a function of the seed and the epoch alone.
///
/// Whoever resumes at epoch 7 sees what an uninterrupted run sees in epoch 7, without replaying six shuffles.
package enum EpochOrder {
    /// The numbers 0 ..< `count` in the order of the given epoch.
    package static func shuffled(count: Int, seed: UInt64, epoch: Int = 0) -> [Int] {
        var order = Array(0..<Int64(count))
        order.withUnsafeMutableBufferPointer { shuffle($0, seed: seed, epoch: epoch) }
        return order.map { Int($0) }
    }

    /// Fills `order` with the numbers from 0 and shuffles them (Fisher–Yates, from the end).
    static func shuffle(_ order: UnsafeMutableBufferPointer<Int64>, seed: UInt64, epoch: Int) {
        for index in order.indices { order[index] = Int64(truncatingIfNeeded: index) }
        let random = CounterRandom(seed: seed, stream: UInt64(bitPattern: Int64(epoch)))
        var last = order.count - 1
        while last > 0 {
            order.swapAt(last, random.number(at: last, below: last + 1))
            last -= 1
        }
    }
}

/// Random numbers that are a function of (seed, stream, index): the output function of SplitMix64 on a counter.
///
/// - SeeAlso: Steele, Lea & Flood, "Fast splittable pseudorandom number generators", 2014, §3.
struct CounterRandom: Sendable {
    private let key: UInt64

    init(seed: UInt64, stream: UInt64 = 0) {
        key = Self.mix(Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15) ^ (stream &* 0xD1B5_4A32_D192_ED03))
    }

    /// 64 random bits.
    func bits(at index: Int) -> UInt64 {
        Self.mix(key &+ (UInt64(truncatingIfNeeded: index) &+ 1) &* 0x9E37_79B9_7F4A_7C15)
    }

    /// A number in 0 ..< `bound`; the high half of a product, whose bias of `bound`/2⁶⁴ nobody can see.
    func number(at index: Int, below bound: Int) -> Int {
        Int(bits(at: index).multipliedFullWidth(by: UInt64(bound)).high)
    }

    private static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
