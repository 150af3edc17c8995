// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletIR
import Testing

/// Writes PNG files, to be read: rows without filter, unless told otherwise.
private struct PNGWriter {
    var width = 1
    var height = 1
    var depth: UInt8 = 8
    var colorType: UInt8 = 0
    var isInterlaced = false
    /// What is compressed: for each row the filter's number and the samples.
    var rows: [UInt8] = [0, 0]
    /// Further chunks before the data.
    var chunks: [(String, [UInt8])] = []

    var bytes: [UInt8] {
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Self.chunk("IHDR", header)
            + chunks.flatMap { Self.chunk($0.0, $0.1) } + Self.chunk("IDAT", Compressed.zlib(rows))
            + Self.chunk("IEND", [])
    }

    private var header: [UInt8] {
        Self.big(width) + Self.big(height) + [depth, colorType, 0, 0, isInterlaced ? 1 : 0]
    }

    static func big(_ number: Int) -> [UInt8] {
        Compressed.little(UInt32(truncatingIfNeeded: number)).reversed()
    }

    static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
        let content = Array(type.utf8) + data
        return big(data.count) + content + big(Int(Compressed.crc32(content)))
    }
}

@Suite struct PNGTests {
    /// 6 × 6 pixels of value 20 · y + 9 · x, as Pillow 13 compresses and filters them.
    static let pillow: [UInt8] = [
        137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 6,
        0, 0, 0, 6, 8, 0, 0, 0, 0, 197, 167, 176, 148, 0, 0, 0, 25, 73, 68, 65,
        84, 120, 218, 99, 100, 224, 228, 228, 228, 228, 100, 20, 225, 228, 228, 228, 228, 100, 193,
        67,
        1, 0, 30, 254, 1, 133, 88, 214, 123, 17, 0, 0, 0, 0, 73, 69, 78, 68, 174, 66,
        96, 130,
    ]

    @Test func readsWhatPillowWrote() throws {
        let expected: [UInt8] = (0..<36).map { (place: Int) in UInt8(place / 6 * 20 + place % 6 * 9)
        }
        #expect(try Picture(bytes: Self.pillow).pixels == expected)
    }

    static let depths: [(UInt8, [UInt8], [UInt8])] = [
        (1, [0b1010_0000], [255, 0, 255]), (2, [0b0001_1000], [0, 85, 170]),
        (4, [0x0F, 0x70], [0, 255, 119]), (8, [1, 2, 3], [1, 2, 3]),
        (16, [0xFF, 0xFF, 0x80, 0x80, 0, 127], [255, 128, 0]),
    ]

    @Test(arguments: depths)
    func readsGrayOfEveryDepth(depth: UInt8, samples: [UInt8], expected: [UInt8]) throws {
        let file = PNGWriter(width: 3, depth: depth, rows: [0] + samples)
        #expect(try Picture(bytes: file.bytes).pixels == expected)
    }

    static let colors: [(UInt8, UInt8, [UInt8], [UInt8])] = [
        (2, 8, [1, 2, 3], [1, 2, 3]), (2, 16, [1, 1, 2, 2, 3, 3], [1, 2, 3]),
        (4, 8, [9, 128], [9, 128]),
        (4, 16, [9, 9, 128, 128], [9, 128]), (6, 8, [1, 2, 3, 4], [1, 2, 3, 4]),
        (6, 16, [1, 1, 2, 2, 3, 3, 4, 4], [1, 2, 3, 4]),
    ]

    @Test(arguments: colors)
    func readsEveryColourType(type: UInt8, depth: UInt8, samples: [UInt8], expected: [UInt8]) throws
    {
        let file = PNGWriter(depth: depth, colorType: type, rows: [0] + samples)
        let picture = try Picture(bytes: file.bytes)
        #expect(picture.channels == expected.count)
        #expect(picture.pixels == expected)
    }

    @Test func looksColoursUpInThePalette() throws {
        var file = PNGWriter(width: 4, depth: 2, colorType: 3, rows: [0, 0b0001_1001])
        file.chunks = [("PLTE", [10, 20, 30, 1, 2, 3, 255, 255, 255])]
        let picture = try Picture(bytes: file.bytes)
        #expect(picture.pixels == [10, 20, 30, 1, 2, 3, 255, 255, 255, 1, 2, 3])
        file.chunks.append(("tRNS", [0, 128]))
        let transparent = try Picture(bytes: file.bytes)
        #expect(transparent.channels == 4)
        #expect(
            transparent.pixels.enumerated().filter { $0.offset % 4 == 3 }.map(\.element) == [
                0, 128, 255, 128,
            ])
        file.rows[1] = 0b1100_0000
        #expect(throws: DataError.self) { try Picture(bytes: file.bytes) }
        file.chunks = []
        #expect(throws: DataError.self) { try Picture(bytes: file.bytes) }
    }

    @Test func oneColourMayBeTransparent() throws {
        var gray = PNGWriter(width: 2, rows: [0, 7, 8])
        gray.chunks = [("tRNS", [0, 7])]
        #expect(try Picture(bytes: gray.bytes).pixels == [7, 0, 8, 255])
        var color = PNGWriter(colorType: 2, rows: [0, 1, 2, 3])
        color.chunks = [("tRNS", [0, 1, 0, 2, 0, 3])]
        #expect(try Picture(bytes: color.bytes).pixels == [1, 2, 3, 0])
        color.chunks = [("tRNS", [0, 1])]
        #expect(throws: DataError.self) { try Picture(bytes: color.bytes) }
    }

    static let filters: [(UInt8, [UInt8], [UInt8])] = [
        (0, [10, 20, 30], [10, 20, 30]), (1, [10, 20, 30], [10, 30, 60]),
        (2, [10, 20, 30], [11, 22, 33]),
        // (left + above) / 2: 10 + 0, 20 + (10 + 2) / 2, 30 + (26 + 3) / 2.
        (3, [10, 20, 30], [10, 26, 44]),
        // Paeth: above 1; then left 11, above 2, corner 1 → estimate 12 → left; then left 31.
        (4, [10, 20, 30], [11, 31, 61]),
    ]

    @Test(arguments: filters)
    func undoesEveryFilter(filter: UInt8, row: [UInt8], expected: [UInt8]) throws {
        let file = PNGWriter(width: 3, height: 2, rows: [0, 1, 2, 3, filter] + row)
        #expect(try Picture(bytes: file.bytes).pixels == [1, 2, 3] + expected)
    }

    static let sizes = [(1, 1), (2, 3), (5, 5), (8, 8), (9, 17)]

    /// The same picture, sent in Adam7's seven passes, looks the same.
    @Test(arguments: sizes)
    func readsInterlacedPictures(width: Int, height: Int) throws {
        let pixels = (0..<width * height).map { UInt8(truncatingIfNeeded: $0 * 5 + 1) }
        // Which pass each pixel of an 8 × 8 block comes in (PNG specification, §8.2).
        let pattern = [
            "16462646", "77777777", "56565656", "77777777", "36463646", "77777777", "56565656",
            "77777777",
        ]
        .map { Array($0) }
        var rows: [UInt8] = []
        for pass in "1234567" {
            for y in 0..<height {
                let row = (0..<width).filter { pattern[y % 8][$0 % 8] == pass }.map {
                    pixels[y * width + $0]
                }
                if !row.isEmpty { rows += [0] + row }
            }
        }
        let file = PNGWriter(width: width, height: height, isInterlaced: true, rows: rows)
        #expect(try Picture(bytes: file.bytes).pixels == pixels)
    }

    @Test func chunksThatAreNotNeededAreSkipped() throws {
        var file = PNGWriter(rows: [0, 9])
        file.chunks = [("tEXt", Array("Comment".utf8)), ("gAMA", [0, 0, 0, 1])]
        #expect(try Picture(bytes: file.bytes).pixels == [9])
        file.chunks = [("ABCD", [])]
        let error = #expect(throws: DataError.self) { try Picture(bytes: file.bytes) }
        #expect(error?.code == .unsupported)
    }

    @Test func impossibleHeadersAreRefused() {
        for (width, height, depth, type) in [
            (0, 1, 8, 0), (1, 0, 8, 0), (1, 1, 3, 0), (1, 1, 4, 2), (1, 1, 16, 3), (1, 1, 8, 1),
            (1, 1, 8, 7),
            (1, 1, 0, 0), (1 << 31, 1 << 31, 8, 6), (100_000, 100_000, 8, 0), (8_000, 8_000, 8, 0),
        ] as [(Int, Int, UInt8, UInt8)] {
            let file = PNGWriter(width: width, height: height, depth: depth, colorType: type)
            #expect(throws: DataError.self) { try Picture(bytes: file.bytes) }
        }
    }

    @Test func damageIsNoticed() throws {
        let good = PNGWriter(width: 2, height: 2, rows: [0, 1, 2, 1, 3, 4]).bytes
        #expect(try Picture(bytes: good).pixels == [1, 2, 3, 7])
        for index in good.indices {
            #expect(throws: DataError.self) { try Picture(bytes: Array(good[..<index])) }
            var damaged = good
            damaged[index] ^= 0x01
            #expect(throws: DataError.self) { try Picture(bytes: damaged) }
        }
        let short = PNGWriter(width: 2, height: 2, rows: [0, 1, 2, 1, 3])
        #expect(throws: DataError.self) { try Picture(bytes: short.bytes) }
        let filter = PNGWriter(rows: [5, 1])
        #expect(throws: DataError.self) { try Picture(bytes: filter.bytes) }
    }
}
