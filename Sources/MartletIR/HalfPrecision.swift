// SPDX-License-Identifier: Apache-2.0

/// IEEE 754 binary16 and bfloat16 as bit patterns, on every platform alike.
package enum HalfPrecision {
    /// The value of a binary16 bit pattern.
    package static func float(fromFloat16 bits: UInt16) -> Float {
        let sign: Float = bits & 0x8000 == 0 ? 1 : -1
        let exponent = Int(bits >> 10 & 0x1F)
        let fraction = Float(bits & 0x3FF)
        switch exponent {
        case 0: return sign * fraction * 0x1p-24
        case 31: return fraction == 0 ? sign * .infinity : .nan
        default:
            return sign
                * Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction / 1024)
        }
    }

    /// The binary16 bit pattern nearest to `value`, ties to even.
    package static func float16(from value: Float) -> UInt16 {
        let sign = UInt16(value.sign == .minus ? 0x8000 : 0)
        if value.isNaN { return 0x7E00 }
        let magnitude = value.magnitude
        if magnitude >= 65_520 { return sign | 0x7C00 }
        if magnitude < 0x1p-14 {
            return sign | UInt16((magnitude * 0x1p24).rounded(.toNearestOrEven))
        }
        // Adding the carry of the rounded fraction to the exponent field gives the next binade by itself.
        let bits = magnitude.bitPattern
        let rounded = bits + 0xFFF + (bits >> 13 & 1)
        return sign | UInt16((rounded >> 13) - (112 << 10))
    }

    /// The binary16 bit pattern nearest to `value`, rounded once.
    package static func float16(from value: Double) -> UInt16 {
        float16(from: roundedToOdd(value))
    }

    /// The bfloat16 bit pattern nearest to `value`, rounded once.
    package static func bfloat16(from value: Double) -> UInt16 {
        bfloat16(from: roundedToOdd(value))
    }

    /// A neighbour of `value` among the floats, the odd one if there are two: rounding it again gives what rounding
    /// `value` at once would give (Boldo & Melquiond, 2008).
    private static func roundedToOdd(_ value: Double) -> Float {
        let nearest = Float(value)
        let isExact = Double(nearest) == value || !nearest.isFinite
        if isExact || nearest.bitPattern & 1 == 1 { return nearest }
        return Double(nearest) < value ? nearest.nextUp : nearest.nextDown
    }

    /// The value of a bfloat16 bit pattern.
    package static func float(fromBFloat16 bits: UInt16) -> Float {
        Float(bitPattern: UInt32(bits) << 16)
    }

    /// The bfloat16 bit pattern nearest to `value`, ties to even.
    package static func bfloat16(from value: Float) -> UInt16 {
        if value.isNaN { return 0x7FC0 }
        let bits = value.bitPattern
        return UInt16((bits &+ 0x7FFF &+ (bits >> 16 & 1)) >> 16)
    }
}
