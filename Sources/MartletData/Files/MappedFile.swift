// SPDX-License-Identifier: Apache-2.0
package import MartletIR
import MartletSystem

/// A file seen as memory: pages are read when they are touched, and shared between processes.
///
/// The mapping keeps the file's content even if another file takes its name, which is how ``AtomicFile`` writes.
package struct MappedFile: Sendable {
    /// The name it was opened by.
    package let path: String
    /// The content, unmapped with the last reference to it.
    package let buffer: Buffer

    /// Maps the file at `path`.
    ///
    /// - Throws: ``DataError`` if it cannot be read or is not a plain file.
    package init(_ path: String) throws {
        self.path = path
        let file = try FileDescriptor(reading: path)
        guard try file.isPlain() else {
            throw DataError(.unreadable, "cannot map: it is not a plain file", path: path)
        }
        let size = try file.size()
        guard size > 0 else {
            buffer = Buffer(byteCount: 0)
            return
        }
        guard let pointer = mmap(nil, size, PROT_READ, MAP_PRIVATE, file.number, 0),
            pointer != MAP_FAILED
        else { throw SystemError().reading(path) }
        buffer = Buffer(pointer, byteCount: size) { munmap($0, size) }
    }

    /// The content, valid while `body` runs.
    package func withUnsafeBytes<Result>(
        _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        defer { withExtendedLifetime(buffer) {} }
        return try body(UnsafeRawBufferPointer(start: buffer.pointer, count: buffer.byteCount))
    }
}
