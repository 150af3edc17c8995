// SPDX-License-Identifier: Apache-2.0

/// Decimal numbers in text: `-12.5e3`, `inf` and `nan` too; always with a point, whatever the locale.
enum DecimalNumber {
    /// The number that all of `text` says; `nil` if it says something else.
    static func parse(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        guard let first = text.first else { return nil }
        var index = first == UInt8(ascii: "-") || first == UInt8(ascii: "+") ? 1 : 0
        var (digits, digitCount, fractionCount) = (UInt64(0), 0, 0)
        var hasPoint = false
        while index < text.count {
            if let digit = digit(text[index]) {
                digits = digits &* 10 &+ UInt64(digit)
                digitCount += 1
                if hasPoint { fractionCount += 1 }
            } else if text[index] == UInt8(ascii: "."), !hasPoint {
                hasPoint = true
            } else {
                break
            }
            index += 1
        }
        // Both numbers are exact below 2⁵³ and 10²³, so their quotient is rounded once: the nearest double.
        guard index == text.count, digitCount > 0, digitCount <= 15 else { return slowly(text) }
        let magnitude = Double(digits) / powersOfTen[fractionCount]
        return first == UInt8(ascii: "-") ? -magnitude : magnitude
    }

    /// Exponents, many digits, infinity and NaN; not the hexadecimal numbers that Swift also reads.
    private static func slowly(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        guard text.count <= 400, !text.contains(where: { $0 | 0x20 == UInt8(ascii: "x") }) else {
            return nil
        }
        return Double(String(decoding: text, as: UTF8.self))
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        let digit = byte &- UInt8(ascii: "0")
        return digit < 10 ? digit : nil
    }

    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]
}
