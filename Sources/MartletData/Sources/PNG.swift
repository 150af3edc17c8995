// SPDX-License-Identifier: Apache-2.0
import CZlib

/// Portable Network Graphics: every colour type and bit depth, interlaced or not.
///
/// - SeeAlso: W3C Recommendation "Portable Network Graphics (PNG) Specification (Third Edition)".
enum PNG {
    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    static func picture(from bytes: [UInt8], pixelLimit: Int) throws -> Picture {
        guard cz_is_available() == 1 else {
            throw DataError(
                .unavailable, "zlib, which decompresses pictures, is not on this machine",
                hint:
                    "install the package zlib1g (Debian, Ubuntu) or zlib, or convert the picture to PGM"
            )
        }
        let chunks = try chunks(of: bytes)
        guard let first = chunks.first, first.type == "IHDR" else {
            throw DataError(.malformed, "the picture does not begin with its header (IHDR)")
        }
        let header = try PNGHeader(first.data, pixelLimit: pixelLimit)
        var (palette, transparency): ([UInt8], [UInt8]) = ([], [])
        var compressed: [UInt8] = []
        for chunk in chunks.dropFirst() {
            switch chunk.type {
            case "PLTE": palette = Array(chunk.data)
            case "tRNS": transparency = Array(chunk.data)
            case "IDAT": compressed += chunk.data
            case "IEND": break
            default:
                // A capital first letter says that the picture cannot be shown without the chunk.
                guard chunk.type.first?.isLowercase == true else {
                    throw DataError(
                        .unsupported, "the picture needs the unknown chunk \(chunk.type)")
                }
            }
        }
        let rows = try PNGRows(header, inflating: compressed)
        return try PNGColors(header, palette: palette, transparency: transparency).picture(rows)
    }

    private struct Chunk {
        let type: String
        let data: ArraySlice<UInt8>
    }

    /// The chunks up to the end of the picture, their checksums compared.
    private static func chunks(of bytes: [UInt8]) throws -> [Chunk] {
        var chunks: [Chunk] = []
        var rest = bytes[signature.count...]
        while rest.count >= 12 {
            let length = rest.bigEndian(4)
            guard length <= rest.count - 12 else { break }
            let content = rest.dropFirst(4).prefix(4 + length)
            let expected = rest.dropFirst(8 + length).bigEndian(4)
            let type = String(decoding: content.prefix(4), as: UTF8.self)
            let checksum = content.withUnsafeBytes { cz_crc32(0, $0.baseAddress, $0.count) }
            guard Int(checksum) == expected else {
                throw DataError(
                    .malformed, "the picture is damaged: the checksum of \(type) is wrong")
            }
            chunks.append(Chunk(type: type, data: content.dropFirst(4)))
            if type == "IEND" { return chunks }
            rest = rest.dropFirst(12 + length)
        }
        throw DataError(.malformed, "the picture is cut off")
    }
}

/// The sizes and the kind of pixels of a PNG picture.
struct PNGHeader {
    let width: Int
    let height: Int
    /// Bits of one sample.
    let depth: Int
    /// 0: gray, 2: RGB, 3: palette, 4: gray and opacity, 6: RGB and opacity.
    let colorType: UInt8
    let isInterlaced: Bool

    init(_ data: ArraySlice<UInt8>, pixelLimit: Int) throws {
        guard data.count == 13 else {
            throw DataError(.malformed, "the header has \(data.count) bytes, not 13")
        }
        let fields = Array(data)
        width = fields.bigEndian(4)
        height = fields[4...].bigEndian(4)
        depth = Int(fields[8])
        colorType = fields[9]
        isInterlaced = fields[12] == 1
        _ = try Picture.checkedCount(width, height, limit: pixelLimit)
        let depths: [UInt8: [Int]] = [
            0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16],
        ]
        guard depths[colorType]?.contains(depth) == true else {
            throw DataError(
                .malformed, "there are no pictures of colour type \(colorType) with \(depth) bits")
        }
        guard fields[10] == 0, fields[11] == 0, fields[12] < 2 else {
            throw DataError(.unsupported, "the compression, filter or interlace method is unknown")
        }
    }

    /// Samples in a pixel.
    var samples: Int { [0: 1, 2: 3, 3: 1, 4: 2, 6: 4][colorType] ?? 1 }

    /// Bytes of a row of `width` pixels, without the filter's number before it.
    func rowSize(_ width: Int) -> Int { (width * samples * depth + 7) / 8 }

    /// The passes in which the picture is sent: where each begins and how far its pixels are apart.
    var passes: [PNGPass] {
        let starts =
            isInterlaced
            ? [
                (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
                (0, 1, 1, 2),
            ]
            : [(0, 0, 1, 1)]
        return starts.map { x, y, dx, dy in
            PNGPass(
                x: x, y: y, dx: dx, dy: dy, width: max(0, (width - x + dx - 1) / dx),
                height: max(0, (height - y + dy - 1) / dy))
        }.filter { $0.width > 0 && $0.height > 0 }
    }
}

/// Every `dx`-th pixel of every `dy`-th row, from (`x`, `y`).
struct PNGPass {
    let x, y, dx, dy, width, height: Int
}
