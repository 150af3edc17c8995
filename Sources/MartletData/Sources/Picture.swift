// SPDX-License-Identifier: Apache-2.0
public import MartletIR

/// A picture: rows of pixels, one byte per channel.
///
/// ```swift
/// let digit = try Picture(contentsOf: "digit.png").grayscale().resized(width: 28, height: 28).inverted()
/// ```
public struct Picture: Sendable, Hashable {
    /// Pixels in a row.
    public let width: Int
    /// Rows.
    public let height: Int
    /// 1: gray; 2: gray and opacity; 3: red, green, blue; 4: these and opacity.
    public let channels: Int
    /// The rows from the top, pixels from the left, channels of a pixel next to each other.
    public let pixels: [UInt8]

    /// A picture of the given pixels.
    ///
    /// - Throws: ``DataError`` if there are not as many pixels as the sizes say, or a size is not positive.
    public init(width: Int, height: Int, channels: Int, pixels: [UInt8]) throws {
        guard width > 0, height > 0, (1...4).contains(channels),
            let shape = Shape.checked([height, width, channels], .uint8),
            shape.count == pixels.count
        else {
            throw DataError(
                .shapeMismatch,
                "\(pixels.count) bytes are not a picture of \(width) × \(height) pixels with \(channels) channels"
            )
        }
        self.width = width
        self.height = height
        self.channels = channels
        self.pixels = pixels
    }

    /// The picture in the file at `path`: PNG, PGM or PPM, told apart by their first bytes.
    ///
    /// - Throws: ``DataError`` if the file is missing, damaged, of another format, or has more than
    ///   `pixelLimit` pixels.
    public init(contentsOf path: String, pixelLimit: Int = 1 << 26) throws {
        let stream = try ByteStream(path)
        self = try naming(path) {
            // 16 bits for each of four channels, and as much again for all that is not pixels.
            let bytes = try stream.rest(limit: min(pixelLimit, 1 << 40) * 16)
            return try Picture(bytes: bytes, pixelLimit: pixelLimit)
        }
    }

    /// The picture in the bytes of a PNG, PGM or PPM file.
    ///
    /// - Throws: ``DataError`` if they are damaged, of another format, or say more than `pixelLimit` pixels.
    public init(bytes: [UInt8], pixelLimit: Int = 1 << 26) throws {
        if bytes.starts(with: PNG.signature) {
            self = try PNG.picture(from: bytes, pixelLimit: pixelLimit)
        } else if bytes.first == UInt8(ascii: "P") {
            self = try Netpbm.picture(from: bytes, pixelLimit: pixelLimit)
        } else {
            let isJPEG = bytes.starts(with: [0xFF, 0xD8, 0xFF])
            throw DataError(
                .unsupported, "this is \(isJPEG ? "a JPEG" : "not a PNG, PGM or PPM") picture",
                hint: "convert it first: convert picture.jpg picture.png (ImageMagick)")
        }
    }

    /// The picture as a tensor `[height, width, channels]` of uint8.
    public var tensor: HostTensor {
        HostTensor(scalars: pixels, shape: [height, width, channels])
    }

    /// The number of pixels, if it is at most `limit`.
    static func checkedCount(_ width: Int, _ height: Int, limit: Int) throws -> Int {
        guard width > 0, height > 0 else {
            throw DataError(.malformed, "a picture cannot have \(width) × \(height) pixels")
        }
        let (count, overflows) = width.multipliedReportingOverflow(by: height)
        guard !overflows, count <= limit else {
            throw DataError(
                .tooLarge,
                "the picture has \(width) × \(height) pixels: more than \(limit), the limit")
        }
        return count
    }
}
