// SPDX-License-Identifier: Apache-2.0
import MartletSystem

/// What the operating system said when it refused a call: the number that it leaves in `errno`.
package struct SystemError: Error, Hashable, CustomStringConvertible {
    /// The number.
    package let number: Int32

    /// The error of the call that has just failed.
    package init() { number = errno }

    /// The error of the given number.
    package init(_ number: Int32) { self.number = number }

    package var description: String {
        // strerror() shares one buffer between threads: the texts that users meet are written here.
        switch number {
        case ENOENT: return "no such file or folder"
        case EACCES, EPERM: return "permission denied"
        case EROFS: return "the file system is read-only"
        case ENOSPC: return "no space left on the device"
        case EDQUOT: return "the disk quota is used up"
        case EFBIG: return "the file would be larger than the system allows"
        case EISDIR: return "it is a folder"
        case ENOTDIR: return "a part of the path is not a folder"
        case ENAMETOOLONG: return "the name is too long"
        case ELOOP: return "too many symbolic links"
        case EMFILE, ENFILE: return "too many open files"
        case ENOMEM: return "not enough memory"
        case EIO: return "input/output error"
        case EPIPE: return "nobody reads at the other end"
        default: return "system error \(number)"
        }
    }

    /// An error about reading the file at `path`.
    package func reading(_ path: String) -> DataError {
        DataError(
            number == ENOENT || number == ENOTDIR ? .notFound : .unreadable,
            "cannot read: \(self)", path: path)
    }

    /// An error about writing the file at `path`, with what usually helps.
    package func writing(_ path: String) -> DataError {
        let hint: String? =
            switch number {
            case ENOENT, ENOTDIR: "make the folder first: mkdir -p '\(FilePath.folder(of: path))'"
            case EACCES, EPERM, EROFS: "choose a folder that you may write to"
            case ENOSPC, EDQUOT: "free some space, or choose another disk"
            default: nil
            }
        return DataError(.unwritable, "cannot write: \(self)", hint: hint, path: path)
    }
}

/// Pieces of paths, cut as `dirname` and `basename` cut them.
package enum FilePath {
    /// The folder that holds `path`; `.` if the path names none.
    package static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// What comes after the last slash.
    package static func name(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    }

    /// What comes after the last dot of the name, in lower case, `.gz` left aside: `csv` for `a.CSV.gz`.
    package static func kind(of path: String) -> String {
        var parts = name(of: path).lowercased().split(separator: ".")
        if parts.count > 1, parts.last == "gz" { parts.removeLast() }
        return parts.count > 1 ? parts.last.map(String.init) ?? "" : ""
    }

    /// Whether something is there.
    package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}
