// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletTesting
import Testing

@Suite struct NetpbmTests {
    static let pictures: [([UInt8], Int, [UInt8])] = [
        (Array("P2 2 2 255 0 1\n2 255".utf8), 1, [0, 1, 2, 255]),
        (
            Array("P2\n# made by hand\n2 2 # width, height\n15\n0 5 10 15\n".utf8), 1,
            [0, 85, 170, 255]
        ),
        (Array("P3 1 1 255\n1 2 3".utf8), 3, [1, 2, 3]),
        (Array("P5 2 1 255\n".utf8) + [7, 8], 1, [7, 8]),
        (Array("P5 2 1 65535\n".utf8) + [255, 255, 128, 0], 1, [255, 128]),
        (Array("P6\n1 2\n255\n".utf8) + [1, 2, 3, 4, 5, 6], 3, [1, 2, 3, 4, 5, 6]),
        (Array("P5 1 1 1 ".utf8) + [1], 1, [255]),
    ]

    @Test(arguments: pictures)
    func readsEveryKind(bytes: [UInt8], channels: Int, pixels: [UInt8]) throws {
        let picture = try Picture(bytes: bytes)
        #expect(picture.channels == channels)
        #expect(picture.pixels == pixels)
    }

    static let damaged: [[UInt8]] = [
        Array("P".utf8), Array("P5".utf8), Array("P5 1".utf8), Array("P5 1 1".utf8),
        Array("P5 1 1 255".utf8),
        Array("P5 1 1 255\n".utf8), Array("P5 0 1 255\n1".utf8), Array("P5 1 0 255\n1".utf8),
        Array("P5 -1 1 255\n1".utf8), Array("P5 1 1 0\n1".utf8), Array("P5 1 1 65536\n11".utf8),
        Array("P5 2 2 255\n123".utf8), Array("P5 1 1 65535\n1".utf8), Array("P5 1 1 10\n1".utf8),
        Array("P2 1 1 255 256".utf8), Array("P2 1 1 255 x".utf8), Array("P2 2 2 255 1 2 3".utf8),
        Array("P2 1 1 255 1x".utf8), Array("P3 1 1 255 1 2".utf8), Array("P1 1 1 1".utf8),
        Array("P4 8 1 1".utf8), Array("P7 1 1".utf8),
        Array("P5 99999999999 99999999999 255\n".utf8),
        Array("P5 9999999999999999999999 1 255\n".utf8), Array("P2 8000 8000 255 1".utf8),
        Array("P5 8000 8000 255\n1".utf8), Array("P5 #".utf8), Array("P5 1a 1 255\n1".utf8),
    ]

    @Test(arguments: damaged)
    func damagedPicturesAreRefused(bytes: [UInt8]) {
        #expect(throws: DataError.self) { try Picture(bytes: bytes) }
    }

    @Test func filesNameThemselvesInErrors() throws {
        let folder = TemporaryFolder()
        try AtomicFile.write("P5 8 8 255\n1", to: folder.file("a.pgm"))
        let error = #expect(throws: DataError.self) {
            try Picture(contentsOf: folder.file("a.pgm"))
        }
        #expect(
            error?.description.hasPrefix(folder.file("a.pgm") + ": the picture is cut off") == true)
        let limited = #expect(throws: DataError.self) {
            try Picture(contentsOf: folder.file("a.pgm"), pixelLimit: 63)
        }
        #expect(limited?.code == .tooLarge)
    }
}
