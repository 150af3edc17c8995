// SPDX-License-Identifier: Apache-2.0

/// Philox4x32-10: random numbers as a pure function of seed, stream and index, so that order does not matter.
///
/// The kernel in C that executors use gives the same bits.
///
/// Source: Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11.
package struct Philox: Sendable {
    private let key: SIMD2<UInt32>
    private let stream: SIMD2<UInt32>

    /// The numbers of `stream` under `seed`.
    package init(seed: UInt64, stream: UInt64) {
        key = Self.halves(seed)
        self.stream = Self.halves(stream)
    }

    /// Four times 32 random bits.
    package func block(_ index: UInt64) -> SIMD4<UInt32> {
        var counter = SIMD4(lowHalf: Self.halves(index), highHalf: stream)
        var key = key
        for _ in 0..<10 {
            let first = counter[0].multipliedFullWidth(by: 0xD251_1F53)
            let second = counter[2].multipliedFullWidth(by: 0xCD9E_8D57)
            counter = SIMD4(
                second.high ^ counter[1] ^ key[0], second.low,
                first.high ^ counter[3] ^ key[1], first.low)
            key = key &+ SIMD2(0x9E37_79B9, 0xBB67_AE85)
        }
        return counter
    }

    /// A number in [0, 1) with 24 random bits.
    package func uniform24(_ index: Int) -> Double {
        Double(block(UInt64(index / 4))[index % 4] >> 8) * 0x1p-24
    }

    /// A number in [0, 1) with 53 random bits.
    package func uniform53(_ index: Int) -> Double {
        let bits = block(UInt64(index / 2))
        return Self.fraction(bits[index % 2 * 2], bits[index % 2 * 2 + 1])
    }

    /// The two numbers in [0, 1) from which the normal numbers `2·index` and `2·index + 1` are made.
    package func uniformPair(_ index: Int) -> (Double, Double) {
        let bits = block(UInt64(index))
        return (Self.fraction(bits[0], bits[1]), Self.fraction(bits[2], bits[3]))
    }

    private static func fraction(_ high: UInt32, _ low: UInt32) -> Double {
        (Double(high >> 5) * 67_108_864 + Double(low >> 6)) * 0x1p-53
    }

    private static func halves(_ value: UInt64) -> SIMD2<UInt32> {
        SIMD2(UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value >> 32))
    }
}
