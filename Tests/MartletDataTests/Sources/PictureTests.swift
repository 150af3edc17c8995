// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletIR
import MartletTesting
import Testing

@Suite struct PictureTests {
    private func picture(_ width: Int, _ channels: Int, _ pixels: [UInt8]) throws -> Picture {
        let height = pixels.count / width / channels
        return try Picture(width: width, height: height, channels: channels, pixels: pixels)
    }

    @Test func sizesMustFit() {
        for (width, height, channels) in [
            (2, 2, 2), (0, 0, 1), (-1, -4, 1), (1, 1, 4), (4, 1, 0), (.max, 4, 1),
        ] {
            #expect(throws: DataError.self) {
                try Picture(width: width, height: height, channels: channels, pixels: [1, 2, 3])
            }
        }
    }

    @Test func coloursBecomeGray() throws {
        let colors = try picture(2, 3, [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255])
        #expect(colors.grayscale().pixels == [76, 150, 29, 255])
        #expect(try picture(1, 1, [7]).colored().pixels == [7, 7, 7])
        #expect(try picture(1, 1, [7]).grayscale().pixels == [7])
        #expect(colors.colored() == colors)
    }

    @Test func whatIsTransparentIsWhite() throws {
        #expect(try picture(3, 2, [0, 255, 0, 0, 0, 51]).grayscale().pixels == [0, 255, 204])
        #expect(try picture(1, 4, [10, 20, 30, 255]).opaque().pixels == [10, 20, 30])
    }

    @Test func theNegativeKeepsOpacity() throws {
        #expect(try picture(1, 2, [10, 200]).inverted().pixels == [245, 200])
        #expect(try picture(1, 3, [10, 20, 30]).inverted().pixels == [245, 235, 225])
    }

    @Test func shrinkingTakesTheMeanOfAnArea() throws {
        let square = try picture(4, 1, [0, 100, 8, 8, 100, 200, 8, 8, 1, 1, 50, 50, 1, 1, 50, 50])
        #expect(try square.resized(width: 2, height: 2).pixels == [100, 8, 1, 50])
        // Three pixels to two: each new one covers one and a half.
        #expect(try picture(3, 1, [0, 90, 30]).resized(width: 2, height: 1).pixels == [30, 50])
        #expect(
            try picture(2, 3, [1, 2, 3, 5, 6, 7]).resized(width: 1, height: 1).pixels == [3, 4, 5])
    }

    @Test func enlargingRepeatsPixels() throws {
        let small = try picture(2, 1, [10, 20])
        #expect(try small.resized(width: 4, height: 2).pixels == [10, 10, 20, 20, 10, 10, 20, 20])
        #expect(try small.resized(width: 2, height: 1) == small)
    }

    static let sizes = [(1, 1), (7, 3), (28, 28), (5, 100), (64, 64), (3, 2)]

    @Test(arguments: sizes)
    func aPlainPictureStaysPlain(width: Int, height: Int) throws {
        let plain = try picture(20, 1, .init(repeating: 200, count: 260))
        #expect(try plain.resized(width: width, height: height).pixels.allSatisfy { $0 == 200 })
        #expect(throws: DataError.self) { try plain.resized(width: width, height: 0) }
        #expect(throws: DataError.self) { try plain.resized(width: .max, height: height + 1) }
    }

    @Test func becomesATensor() throws {
        let tensor = try picture(2, 1, [1, 2, 3, 4, 5, 6]).tensor
        #expect(tensor.type == TensorType([3, 2, 1], .uint8))
        #expect(tensor.doubles == [1, 2, 3, 4, 5, 6])
    }

    @Test func otherFormatsAreRefused() {
        for bytes in [[], [1], [0xFF, 0xD8, 0xFF, 0xE0], Array("GIF89a".utf8), Array("BM".utf8)]
            as [[UInt8]]
        {
            let error = #expect(throws: DataError.self) { try Picture(bytes: bytes) }
            #expect(error?.code == .unsupported)
        }
        let folder = TemporaryFolder()
        #expect(throws: DataError.self) { try Picture(contentsOf: folder.file("a.png")) }
    }
}
