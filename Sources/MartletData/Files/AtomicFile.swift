// SPDX-License-Identifier: Apache-2.0
import MartletSystem

/// Writes files so that a reader sees the old content or the new, never a part.
///
/// The content goes to a temporary file in the same folder, is brought to the disk, and takes the place of the
/// old file in one step. If anything fails the temporary file is removed and the old file is as it was.
package enum AtomicFile {
    /// Replaces the file at `path` by what `body` writes.
    ///
    /// - Throws: ``DataError`` saying why the system refused, or what `body` throws.
    package static func write(
        to path: String, _ body: (borrowing FileDescriptor) throws -> Void
    ) throws {
        guard !path.isEmpty else {
            throw DataError(.unwritable, "cannot write: the name of the file is empty")
        }
        let target = resolved(path)
        var info = stat()
        let exists = stat(target, &info) == 0
        if exists && info.st_mode & S_IFMT == S_IFDIR { throw SystemError(EISDIR).writing(path) }
        if exists && info.st_mode & S_IFMT != S_IFREG {
            // A device or a pipe cannot be replaced, only written to.
            try body(FileDescriptor(writing: target, flags: 0, as: path))
            return
        }
        let temporary = temporaryName(beside: target)
        do {
            try fill(temporary, as: path, mode: exists ? info.st_mode & 0o7777 : nil, body)
            guard rename(temporary, target) == 0 else { throw SystemError().writing(path) }
        } catch {
            unlink(temporary)
            throw error
        }
        synchronize(folder: FilePath.folder(of: target))
    }

    /// Replaces the file at `path` by `bytes`.
    ///
    /// - Throws: ``DataError`` saying why the system refused.
    package static func write(_ bytes: [UInt8], to path: String) throws {
        try write(to: path) { file in try bytes.withUnsafeBytes { try file.write($0) } }
    }

    /// Replaces the file at `path` by `text` in UTF-8.
    ///
    /// - Throws: ``DataError`` saying why the system refused.
    package static func write(_ text: String, to path: String) throws {
        try write(Array(text.utf8), to: path)
    }

    /// A name in the same folder that nobody else uses; hidden, so that a listing does not show it.
    package static func temporaryName(beside path: String) -> String {
        let name = FilePath.name(of: path).utf8.prefix(200)
        let unique = String(UInt64.random(in: 0 ... .max), radix: 36)
        return "\(FilePath.folder(of: path))/.\(Substring(name)).\(unique).tmp"
    }

    /// Brings a finished file to the disk and lets it take the place of the file at `path`.
    package static func move(_ temporary: String, to path: String) throws {
        let file = try FileDescriptor(reading: temporary)
        guard fsync(file.number) == 0, rename(temporary, path) == 0 else {
            throw SystemError().writing(path)
        }
        synchronize(folder: FilePath.folder(of: path))
    }

    private static func fill(
        _ temporary: String, as path: String, mode: mode_t?,
        _ body: (borrowing FileDescriptor) throws -> Void
    ) throws {
        let file = try FileDescriptor(writing: temporary, flags: O_CREAT | O_EXCL, as: path)
        if let mode { fchmod(file.number, mode) }
        try body(file)
        guard fsync(file.number) == 0 else { throw SystemError().writing(path) }
    }

    /// The file that a symbolic link stands for, so that writing keeps the link.
    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// Makes the new name itself survive a power cut.
    ///
    /// Some file systems cannot, which is no error.
    private static func synchronize(folder: String) {
        let number = open(folder, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else { return }
        fsync(number)
        close(number)
    }
}
