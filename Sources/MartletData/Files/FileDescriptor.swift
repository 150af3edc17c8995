// SPDX-License-Identifier: Apache-2.0
import MartletSystem

/// An open file, closed at the end of its life.
package struct FileDescriptor: ~Copyable {
    /// The system's number for it.
    package let number: Int32
    /// The name that it was opened by.
    package let path: String

    /// Opens the file at `path` for reading.
    ///
    /// - Throws: ``DataError`` if there is no such file, it may not be read, or it is a folder.
    package init(reading path: String) throws {
        number = Self.retrying { open(path, O_RDONLY | O_CLOEXEC) }
        self.path = path
        guard number >= 0 else { throw SystemError().reading(path) }
        guard try kind() != S_IFDIR else { throw SystemError(EISDIR).reading(path) }
    }

    /// Opens the file at `path` with the given `open(2)` flags, to be written.
    ///
    /// - Throws: ``DataError`` if the system refuses; the message speaks of `name`.
    package init(writing path: String, flags: Int32, as name: String) throws {
        number = Self.retrying { open(path, O_WRONLY | O_CLOEXEC | flags, 0o666) }
        self.path = name
        guard number >= 0 else { throw SystemError().writing(name) }
    }

    deinit { if number >= 0 { close(number) } }

    /// The size in bytes.
    package func size() throws -> Int {
        var info = stat()
        guard fstat(number, &info) == 0 else { throw SystemError().reading(path) }
        return Int(info.st_size)
    }

    /// Whether it is a plain file, not a folder, a device or a pipe.
    package func isPlain() throws -> Bool { try kind() == S_IFREG }

    private func kind() throws -> mode_t {
        var info = stat()
        guard fstat(number, &info) == 0 else { throw SystemError().reading(path) }
        return info.st_mode & S_IFMT
    }

    /// Reads at most as much as `bytes` holds; 0 at the end of the file.
    package func read(into bytes: UnsafeMutableRawBufferPointer) throws -> Int {
        guard bytes.count > 0 else { return 0 }
        #if canImport(Glibc)
            let count = Self.retrying { Glibc.read(number, bytes.baseAddress, bytes.count) }
        #else
            let count = Self.retrying { Darwin.read(number, bytes.baseAddress, bytes.count) }
        #endif
        guard count >= 0 else { throw SystemError().reading(path) }
        return count
    }

    /// Writes all of `bytes`.
    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest)
            #if canImport(Glibc)
                let count = Self.retrying { Glibc.write(number, piece.baseAddress, piece.count) }
            #else
                let count = Self.retrying { Darwin.write(number, piece.baseAddress, piece.count) }
            #endif
            guard count >= 0 else { throw SystemError().writing(path) }
            rest = rest.dropFirst(count)
        }
    }

    /// Repeats a system call that a signal interrupted.
    private static func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
        while true {
            let result = call()
            if result >= 0 || errno != EINTR { return result }
        }
    }
}
