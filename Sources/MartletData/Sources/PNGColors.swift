// SPDX-License-Identifier: Apache-2.0

/// Turns the samples of a PNG picture into bytes: palettes looked up, depths brought to 8 bits.
struct PNGColors {
    private let header: PNGHeader
    private let palette: [UInt8]
    /// Opacities of the palette's colours, or the one sample value that is transparent.
    private let transparency: [UInt8]

    init(_ header: PNGHeader, palette: [UInt8], transparency: [UInt8]) throws {
        guard header.colorType != 3 || (palette.count % 3 == 0 && (3...768).contains(palette.count))
        else {
            throw DataError(
                .malformed, "the palette has \(palette.count) bytes, not three for each colour")
        }
        let samples = header.colorType == 2 ? 6 : 2
        guard header.colorType == 3 || transparency.isEmpty || transparency.count == samples else {
            throw DataError(
                .malformed, "the transparent colour has \(transparency.count) bytes, not \(samples)"
            )
        }
        self.header = header
        self.palette = palette
        self.transparency = transparency
    }

    func picture(_ rows: PNGRows) throws -> Picture {
        let channels = channels
        var pixels = [UInt8](repeating: 0, count: header.width * header.height * channels)
        var samples = [Int](repeating: 0, count: header.samples)
        try rows.forEachRow { pass, row, start in
            for column in 0..<pass.width {
                for index in samples.indices {
                    samples[index] = sample(column * header.samples + index, rows.bytes, start)
                }
                let (x, y) = (pass.x + column * pass.dx, pass.y + row * pass.dy)
                try write(samples, to: &pixels, at: (y * header.width + x) * channels)
            }
        }
        return try Picture(
            width: header.width, height: header.height, channels: channels, pixels: pixels)
    }

    private var channels: Int {
        switch header.colorType {
        case 3: transparency.isEmpty ? 3 : 4
        case 0, 2: header.samples + (transparency.isEmpty ? 0 : 1)
        default: header.samples
        }
    }

    /// The sample of the given number in the row that begins at `start`.
    private func sample(_ number: Int, _ bytes: [UInt8], _ start: Int) -> Int {
        switch header.depth {
        case 16: return Int(bytes[start + number * 2]) << 8 | Int(bytes[start + number * 2 + 1])
        case 8: return Int(bytes[start + number])
        default:
            let bit = number * header.depth
            let shift = 8 - header.depth - bit % 8
            return Int(bytes[start + bit / 8] >> UInt8(shift)) & (1 << header.depth - 1)
        }
    }

    private func write(_ samples: [Int], to pixels: inout [UInt8], at place: Int) throws {
        if header.colorType == 3 {
            let index = samples[0]
            guard index * 3 < palette.count else {
                throw DataError(
                    .malformed, "a pixel has colour \(index), which is not in the palette")
            }
            for channel in 0..<3 { pixels[place + channel] = palette[index * 3 + channel] }
            if !transparency.isEmpty {
                pixels[place + 3] = index < transparency.count ? transparency[index] : 255
            }
            return
        }
        let largest = 1 << header.depth - 1
        for (channel, sample) in samples.enumerated() {
            pixels[place + channel] = UInt8((sample * 255 + largest / 2) / largest)
        }
        if channels > samples.count {
            pixels[place + samples.count] = isTransparent(samples) ? 0 : 255
        }
    }

    private func isTransparent(_ samples: [Int]) -> Bool {
        samples.indices.allSatisfy { transparency[($0 * 2)...].bigEndian(2) == samples[$0] }
    }
}
