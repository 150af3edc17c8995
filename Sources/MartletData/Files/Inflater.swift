// SPDX-License-Identifier: Apache-2.0
import CZlib

/// Decompresses DEFLATE data piece by piece, with the system's zlib.
final class Inflater {
    /// How the compressed data is wrapped, in zlib's numbers.
    enum Format: Int32 {
        /// RFC 1950, checked by an Adler-32: what PNG holds.
        case zlib = 15
        /// RFC 1952, checked by a CRC-32 and the length: what `gzip` writes.
        case gzip = 31
    }

    /// How far one call came.
    struct Progress {
        let consumed: Int
        let produced: Int
        /// Whether the data has ended and its checksum was right.
        let isFinished: Bool
    }

    // zlib's state points back at the stream, which therefore must not move.
    private let stream: UnsafeMutablePointer<cz_stream>

    /// A decompressor at the start of its data.
    ///
    /// - Throws: ``DataError`` if zlib is not on this machine.
    init(_ format: Format) throws {
        let stream = UnsafeMutablePointer<cz_stream>.allocate(capacity: 1)
        stream.initialize(to: cz_stream())
        let status = Int(cz_inflate_begin(stream, format.rawValue))
        guard status == CZ_OK else {
            stream.deallocate()
            throw status == CZ_NO_LIBRARY
                ? DataError(
                    .unavailable, "zlib, which decompresses data, is not on this machine",
                    hint:
                        "install the package zlib1g (Debian, Ubuntu) or zlib, or decompress the file"
                )
                : DataError(.unavailable, "zlib cannot start (status \(status))")
        }
        self.stream = stream
    }

    deinit {
        cz_inflate_end(stream)
        stream.deallocate()
    }

    /// Decompresses what `input` and `output` allow.
    ///
    /// - Throws: ``DataError`` if the data is damaged.
    func inflate(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws -> Progress {
        let piece = (input: min(input.count, 1 << 30), output: min(output.count, 1 << 30))
        stream.pointee.next_in = input.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_in = UInt32(piece.input)
        stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_out = UInt32(piece.output)
        let status = Int(cz_inflate(stream))
        switch status {
        case CZ_OK, CZ_STREAM_END, CZ_BUFFER_ERROR:
            return Progress(
                consumed: piece.input - Int(stream.pointee.avail_in),
                produced: piece.output - Int(stream.pointee.avail_out),
                isFinished: status == CZ_STREAM_END)
        case CZ_MEMORY_ERROR:
            throw DataError(.tooLarge, "there is not enough memory to decompress")
        default:
            let reason = stream.pointee.message.map { " (\(String(cString: $0)))" } ?? ""
            throw DataError(.malformed, "the compressed data is damaged\(reason)")
        }
    }

    /// Makes ready for the next member of the same kind.
    func restart() { _ = cz_inflate_reset(stream) }
}
