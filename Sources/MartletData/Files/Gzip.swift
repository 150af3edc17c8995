// SPDX-License-Identifier: Apache-2.0

/// Files that `gzip` compressed.
///
/// Every loader of Martlet reads them as they are; this is for whoever wants the plain file.
public enum Gzip {
    /// Decompresses the file at `source` into a file at `target`, in constant memory, checking its checksum.
    ///
    /// - Parameters:
    ///   - source: A compressed file; a plain one is copied.
    ///   - target: Replaced in one step when all is well.
    ///   - limit: The most bytes that may come out: a small file can hold a very large one.
    /// - Throws: ``DataError`` if the file is damaged, more than `limit` bytes come out, or a file cannot
    ///   be read or written.
    public static func decompress(_ source: String, to target: String, limit: Int = 1 << 40) throws
    {
        let stream = try ByteStream(source)
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
        defer { piece.deallocate() }
        try AtomicFile.write(to: target) { file in
            var total = 0
            while true {
                let count = try stream.read(into: piece)
                if count == 0 { return }
                total += count
                guard total <= limit else {
                    throw DataError(
                        .tooLarge, "the file decompresses to more than \(limit) bytes, the limit",
                        path: source)
                }
                try file.write(UnsafeRawBufferPointer(rebasing: piece[..<count]))
            }
        }
    }
}
