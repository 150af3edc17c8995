// SPDX-License-Identifier: Apache-2.0

/// Gray (PGM: P2, P5) and coloured (PPM: P3, P6) pictures in the simplest of formats.
///
/// - SeeAlso: <https://netpbm.sourceforge.net/doc/pgm.html>
enum Netpbm {
    static func picture(from bytes: [UInt8], pixelLimit: Int) throws -> Picture {
        var reader = Reader(bytes: bytes)
        let kind = bytes.count > 1 ? bytes[1] : 0
        guard let (channels, isText) = kinds[kind], bytes[0] == UInt8(ascii: "P") else {
            throw DataError(
                .unsupported, "this is not a PGM or PPM picture",
                hint: "P2, P3, P5 and P6 are read; convert others first")
        }
        let width = try reader.number("the width")
        let height = try reader.number("the height")
        let largest = try reader.number("the largest value")
        guard (1...65_535).contains(largest) else {
            throw DataError(.malformed, "the largest value is \(largest), not 1 to 65535")
        }
        let count = try Picture.checkedCount(width, height, limit: pixelLimit) * channels
        let values =
            isText
            ? try reader.textValues(count, largest) : try reader.binaryValues(count, largest)
        return try Picture(width: width, height: height, channels: channels, pixels: values)
    }

    /// Whether a file that begins so is one of these.
    static func isPicture(_ start: [UInt8]) -> Bool {
        start.count > 2 && start[0] == UInt8(ascii: "P") && kinds[start[1]] != nil
            && (start[2] == UInt8(ascii: "#") || start[2] == 0x20
                || (0x09...0x0D).contains(start[2]))
    }

    private static let kinds: [UInt8: (channels: Int, isText: Bool)] = [
        UInt8(ascii: "2"): (1, true), UInt8(ascii: "3"): (3, true), UInt8(ascii: "5"): (1, false),
        UInt8(ascii: "6"): (3, false),
    ]

    private struct Reader {
        let bytes: [UInt8]
        var position = 2

        /// The next number; `#` begins a comment that ends with the line.
        mutating func number(_ what: String) throws -> Int {
            skipSpace()
            let start = position
            while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
            let digits = bytes[start..<position]
            guard !digits.isEmpty, digits.count < 19,
                position == bytes.count || isSpace(bytes[position])
            else { throw DataError(.malformed, "\(what) is missing, cut off or not a number") }
            return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }

        mutating func textValues(_ count: Int, _ largest: Int) throws -> [UInt8] {
            // Each value takes a digit and a space: a short file cannot claim many.
            guard count <= bytes.count else { throw cutOff }
            return try (0..<count).map { index in
                let value = try number("value \(index)")
                guard value <= largest else {
                    throw DataError(
                        .malformed, "value \(index) is \(value), above \(largest), the largest")
                }
                return scaled(value, largest)
            }
        }

        mutating func binaryValues(_ count: Int, _ largest: Int) throws -> [UInt8] {
            position += 1  // a single space character ends the header
            let size = largest > 255 ? 2 : 1
            guard position <= bytes.count, bytes.count - position >= count * size else {
                throw cutOff
            }
            return try (0..<count).map { index in
                let value = bytes[(position + index * size)...].bigEndian(size)
                guard value <= largest else {
                    throw DataError(
                        .malformed, "value \(index) is \(value), above \(largest), the largest")
                }
                return scaled(value, largest)
            }
        }

        private func scaled(_ value: Int, _ largest: Int) -> UInt8 {
            largest == 255 ? UInt8(value) : UInt8((value * 255 + largest / 2) / largest)
        }

        private mutating func skipSpace() {
            while position < bytes.count {
                if bytes[position] == UInt8(ascii: "#") {
                    while position < bytes.count, bytes[position] != 0x0A { position += 1 }
                } else if isSpace(bytes[position]) {
                    position += 1
                } else {
                    return
                }
            }
        }

        private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

        private var cutOff: DataError { DataError(.malformed, "the picture is cut off") }
    }
}
