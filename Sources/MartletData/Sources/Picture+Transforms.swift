// SPDX-License-Identifier: Apache-2.0

extension Picture {
    /// The picture in shades of gray, one channel; what is not opaque is laid on white.
    ///
    ///     gray = 0.299 · red + 0.587 · green + 0.114 · blue
    ///
    /// - SeeAlso: Recommendation ITU-R BT.601, §2.5.1.
    public func grayscale() -> Picture {
        let opaque = opaque()
        guard opaque.channels == 3 else { return opaque }
        let gray = stride(from: 0, to: opaque.pixels.count, by: 3).map { index in
            let red = Int(opaque.pixels[index])
            let green = Int(opaque.pixels[index + 1])
            let blue = Int(opaque.pixels[index + 2])
            return UInt8((red * 299 + green * 587 + blue * 114 + 500) / 1_000)
        }
        return Picture(unchecked: gray, width, height, channels: 1)
    }

    /// The picture with gray turned into three equal channels; what is not opaque is laid on white.
    public func colored() -> Picture {
        let opaque = opaque()
        guard opaque.channels == 1 else { return opaque }
        return Picture(
            unchecked: opaque.pixels.flatMap { [$0, $0, $0] }, width, height, channels: 3)
    }

    /// The picture on a white background, without the channel of opacity.
    public func opaque() -> Picture {
        guard channels == 2 || channels == 4 else { return self }
        var result: [UInt8] = []
        result.reserveCapacity(width * height * (channels - 1))
        for pixel in stride(from: 0, to: pixels.count, by: channels) {
            let opacity = Int(pixels[pixel + channels - 1])
            for channel in 0..<channels - 1 {
                let value = Int(pixels[pixel + channel]) * opacity + 255 * (255 - opacity)
                result.append(UInt8((value + 127) / 255))
            }
        }
        return Picture(unchecked: result, width, height, channels: channels - 1)
    }

    /// The negative: white becomes black.
    ///
    /// Data sets such as MNIST have light strokes on a dark ground.
    public func inverted() -> Picture {
        let hasOpacity = channels % 2 == 0
        let result = pixels.enumerated().map { index, value in
            hasOpacity && index % channels == channels - 1 ? value : 255 - value
        }
        return Picture(unchecked: result, width, height, channels: channels)
    }

    /// The picture in another size: each new pixel is the mean of the area that it covers.
    ///
    /// - Throws: ``DataError`` if a size is not positive or the picture would be too large.
    public func resized(width newWidth: Int, height newHeight: Int) throws -> Picture {
        _ = try Self.checkedCount(newWidth, newHeight, limit: 1 << 26)
        if newWidth == width && newHeight == height { return self }
        // Columns first, then rows; in between fractions are kept.
        let columns = Self.coverage(from: width, to: newWidth)
        var narrow = [Float](repeating: 0, count: newWidth * height * channels)
        for row in 0..<height {
            for (column, parts) in columns.enumerated() {
                for (source, share) in parts {
                    for channel in 0..<channels {
                        narrow[(row * newWidth + column) * channels + channel] +=
                            share * Float(pixels[(row * width + source) * channels + channel])
                    }
                }
            }
        }
        let rowSize = newWidth * channels
        var result: [UInt8] = []
        result.reserveCapacity(newHeight * rowSize)
        for parts in Self.coverage(from: height, to: newHeight) {
            for index in 0..<rowSize {
                let value = parts.reduce(Float(0)) {
                    $0 + $1.share * narrow[$1.source * rowSize + index]
                }
                result.append(UInt8(min(max(value.rounded(), 0), 255)))
            }
        }
        return Picture(unchecked: result, newWidth, newHeight, channels: channels)
    }

    /// Which old places each new place covers, and how much of it each makes up.
    private static func coverage(from old: Int, to new: Int) -> [[(source: Int, share: Float)]] {
        let step = Double(old) / Double(new)
        return (0..<new).map { index in
            let (start, end) = (Double(index) * step, Double(index + 1) * step)
            let last = min(max(Int(end.rounded(.up)), Int(start) + 1), old)
            return (Int(start)..<last).map { source in
                let overlap = min(end, Double(source + 1)) - max(start, Double(source))
                return (source, Float(overlap / step))
            }
        }
    }

    private init(unchecked pixels: [UInt8], _ width: Int, _ height: Int, channels: Int) {
        self.width = width
        self.height = height
        self.channels = channels
        self.pixels = pixels
    }
}
