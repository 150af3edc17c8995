// SPDX-License-Identifier: Apache-2.0

/// The content of a file from front to back, decompressed on the way if `gzip` wrote it.
///
/// Memory does not grow with the file: 64 KiB are read at a time.
package final class ByteStream {
    /// The name of the file.
    package let path: String
    /// An upper limit of what is to come, known before it is read: for sizes that a file declares.
    package let mostBytes: Int
    private let file: FileDescriptor
    private let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 64)
    /// What has been read from the file and not been used.
    private var pending: Slice<UnsafeRawBufferPointer>
    private var inflater: Inflater?
    /// Whether a compressed member has begun and not ended.
    private var isInsideMember = false

    /// Opens the file at `path`.
    ///
    /// - Throws: ``DataError`` if it cannot be read, or is compressed and zlib is missing.
    package init(_ path: String) throws {
        self.path = path
        file = try FileDescriptor(reading: path)
        pending = UnsafeRawBufferPointer(chunk)[0..<0]
        let size = try file.isPlain() ? file.size() : .max
        var length = 0
        while length < 2 {
            let count = try file.read(into: .init(rebasing: chunk[length...]))
            if count == 0 { break }
            length += count
        }
        pending = UnsafeRawBufferPointer(chunk)[0..<length]
        let isCompressed = length >= 2 && chunk[0] == 0x1F && chunk[1] == 0x8B
        // DEFLATE cannot make more than 1,032 bytes of one.
        let (most, overflows) = size.multipliedReportingOverflow(by: isCompressed ? 1_032 : 1)
        mostBytes = overflows ? .max : most
        if isCompressed {
            inflater = try Inflater(.gzip)
            isInsideMember = true
        }
    }

    deinit { chunk.deallocate() }

    /// Reads at most as much as `bytes` holds; 0 at the end.
    ///
    /// - Throws: ``DataError`` if the file cannot be read, is cut off or damaged.
    package func read(into bytes: UnsafeMutableRawBufferPointer) throws -> Int {
        guard bytes.count > 0 else { return 0 }
        guard let inflater else {
            if pending.isEmpty { try refill() }
            let count = min(pending.count, bytes.count)
            bytes.copyBytes(from: pending.prefix(count))
            pending = pending.dropFirst(count)
            return count
        }
        return try naming(path) { try decompress(with: inflater, into: bytes) }
    }

    /// Fills `bytes`.
    ///
    /// - Throws: ``DataError`` if the file ends before, or as ``read(into:)`` does.
    package func fill(_ bytes: UnsafeMutableRawBufferPointer) throws {
        var done = 0
        while done < bytes.count {
            let count = try read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[done...]))
            guard count > 0 else {
                throw DataError(
                    .malformed,
                    "the file is cut off: \(bytes.count - done) more bytes were expected",
                    path: path)
            }
            done += count
        }
    }

    /// The next `count` bytes.
    ///
    /// - Throws: ``DataError`` as ``fill(_:)`` does.
    package func bytes(_ count: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
            try fill(UnsafeMutableRawBufferPointer(buffer))
            initializedCount = count
        }
    }

    /// At most the next `count` bytes; fewer at the end.
    ///
    /// - Throws: ``DataError`` as ``read(into:)`` does.
    package func rest(upTo count: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
            while initializedCount < count {
                let rest = UnsafeMutableRawBufferPointer(
                    rebasing: UnsafeMutableRawBufferPointer(buffer)[initializedCount...])
                let length = try read(into: rest)
                if length == 0 { break }
                initializedCount += length
            }
        }
    }

    /// Everything that is left.
    ///
    /// - Throws: ``DataError`` if that is more than `limit` bytes, or as ``read(into:)`` does.
    package func rest(limit: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
        defer { piece.deallocate() }
        while true {
            let count = try read(into: piece)
            if count == 0 { return bytes }
            guard bytes.count + count <= limit else {
                throw DataError(
                    .tooLarge, "the file holds more than \(limit) bytes, the limit", path: path)
            }
            bytes += piece[..<count]
        }
    }

    private func decompress(
        with inflater: Inflater, into bytes: UnsafeMutableRawBufferPointer
    ) throws -> Int {
        while true {
            if pending.isEmpty { try refill() }
            if pending.isEmpty && isInsideMember {
                throw DataError(.malformed, "the compressed file is cut off")
            }
            if !isInsideMember {
                // Members may follow one another; zeros after the last one are padding.
                pending = pending.drop { $0 == 0 }
                if pending.isEmpty {
                    try refill()
                    if pending.isEmpty { return 0 }
                    continue
                }
                inflater.restart()
                isInsideMember = true
            }
            let progress = try inflater.inflate(
                UnsafeRawBufferPointer(rebasing: pending), into: bytes)
            pending = pending.dropFirst(progress.consumed)
            if progress.isFinished { isInsideMember = false }
            if progress.produced > 0 { return progress.produced }
        }
    }

    private func refill() throws {
        let count = try file.read(into: chunk)
        pending = UnsafeRawBufferPointer(chunk)[0..<count]
    }
}
