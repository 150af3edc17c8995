// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletTesting
import Testing

@Suite struct ByteStreamTests {
    private func stream(_ bytes: [UInt8], in folder: TemporaryFolder) throws -> ByteStream {
        try AtomicFile.write(bytes, to: folder.file("a"))
        return try ByteStream(folder.file("a"))
    }

    static let lengths = [0, 1, 2, 3, 65_535, 65_536, 65_537, 300_000]

    @Test(arguments: lengths)
    func readsPlainAndCompressedFilesAlike(length: Int) throws {
        let folder = TemporaryFolder()
        let content = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        #expect(try stream(content, in: folder).rest(limit: length) == content)
        #expect(try stream(Compressed.gzip(content), in: folder).rest(limit: length) == content)
    }

    /// What Python's `gzip.compress(b"martlet " * 1000, mtime=0)` gives.
    static let realGzip: [UInt8] = [
        31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 237, 197, 161, 13, 0, 48, 8, 0,
        176, 87, 246, 26, 98, 14, 12, 225, 255, 112, 8, 173, 105, 69, 79, 254, 121, 101,
        219, 182, 109, 219, 182, 109, 219, 182, 109, 219, 246, 225, 23, 159, 71, 96, 224, 64,
        31, 0, 0,
    ]

    @Test func readsWhatACompressorWrote() throws {
        let content = Array(String(repeating: "martlet ", count: 1_000).utf8)
        #expect(try stream(Self.realGzip, in: TemporaryFolder()).rest(limit: 8_000) == content)
    }

    @Test func membersMayFollowOneAnother() throws {
        let folder = TemporaryFolder()
        let two = Compressed.gzip([1, 2]) + Compressed.gzip([3]) + [0, 0, 0]
        #expect(try stream(two, in: folder).rest(limit: 9) == [1, 2, 3])
        #expect(throws: DataError.self) { try stream(two + [9, 9], in: folder).rest(limit: 9) }
    }

    @Test func theLimitHolds() throws {
        let folder = TemporaryFolder()
        let content = [UInt8](repeating: 5, count: 1_000)
        for bytes in [content, Compressed.gzip(content)] {
            let error = #expect(throws: DataError.self) {
                try stream(bytes, in: folder).rest(limit: 999)
            }
            #expect(error?.code == .tooLarge)
        }
    }

    @Test func everyTruncationIsNoticed() throws {
        let folder = TemporaryFolder()
        let whole = Compressed.gzip(Array("some text".utf8))
        for length in 2..<whole.count {
            let error = #expect(throws: DataError.self) {
                try stream(Array(whole[..<length]), in: folder).rest(limit: 99)
            }
            #expect(error?.code == .malformed)
            #expect(error?.path == folder.file("a"))
        }
    }

    @Test func damageIsNoticed() throws {
        let folder = TemporaryFolder()
        let whole = Compressed.gzip(Array("some text".utf8))
        // From the length of the stored block on: the header's time and flags are nobody's concern.
        for index in 11..<whole.count {
            var damaged = whole
            damaged[index] ^= 0x10
            #expect(throws: DataError.self) { try stream(damaged, in: folder).rest(limit: 99) }
        }
    }

    @Test func fillingNeedsEnoughBytes() throws {
        let folder = TemporaryFolder()
        let error = #expect(throws: DataError.self) { try stream([1, 2, 3], in: folder).bytes(5) }
        #expect(error?.problem == "the file is cut off: 2 more bytes were expected")
        #expect(try stream([1, 2, 3], in: folder).bytes(3) == [1, 2, 3])
    }

    @Test func decompressesIntoAFile() throws {
        let folder = TemporaryFolder()
        let content = [UInt8](repeating: 7, count: 400_000)
        try AtomicFile.write(Compressed.gzip(content), to: folder.file("a.gz"))
        try Gzip.decompress(folder.file("a.gz"), to: folder.file("a"))
        #expect(try ByteStream(folder.file("a")).rest(limit: .max) == content)
        let error = #expect(throws: DataError.self) {
            try Gzip.decompress(folder.file("a.gz"), to: folder.file("b"), limit: 399_999)
        }
        #expect(error?.code == .tooLarge)
        #expect(folder.names == ["a", "a.gz"])
    }
}
