// SPDX-License-Identifier: Apache-2.0
import MartletSystem

/// Fetches files with the system's `curl`, which knows about proxies and certificates.
enum Download {
    /// Fetches `url` into the file at `path`, whose decompressed content must have the SHA-256 `checksum`.
    ///
    /// The file appears under its name only when it is whole and right. Progress goes to standard error.
    /// - Throws: ``DataError`` if it cannot be fetched, is not the right file, or cannot be kept.
    static func file(at url: String, to path: String, checksum: String) throws {
        try makeFolder(FilePath.folder(of: path))
        let temporary = AtomicFile.temporaryName(beside: path)
        defer { unlink(temporary) }
        announce("downloading \(url)\n")
        try fetch(url, to: temporary)
        let sum = try SHA256.ofContent(of: temporary)
        guard sum == checksum else {
            throw DataError(
                .malformed, "\(url) is not the file that it should be",
                hint: "its SHA-256 is \(sum), expected was \(checksum)")
        }
        try AtomicFile.move(temporary, to: path)
    }

    private static func fetch(_ url: String, to path: String) throws {
        let status = try run([
            "curl", "--fail", "--location", "--proto", "=https,http,file", "--retry", "2",
            "--connect-timeout", "15", "--max-time", "900", "--max-filesize", "1000000000",
            isatty(STDERR_FILENO) == 1 ? "--progress-bar" : "--silent", "--output", path, "--", url,
        ])
        guard status != 0 else { return }
        let reason: String =
            switch status {
            case 5, 6: "the name of the server or proxy cannot be resolved: is there a network?"
            case 7: "the server does not answer"
            case 22, 37, 78: "the server does not have the file"
            case 23: "the file cannot be written"
            case 28: "it takes too long"
            case 35, 51, 58, 60, 77: "the connection is not secure"
            case 127: "the program curl is not installed"
            default: "curl ended with status \(status)"
            }
        throw DataError(.unavailable, "cannot download \(url): \(reason)")
    }

    /// Runs a program found in `PATH` and waits for it; 127 if there is none, 128 + n if signal n ended it.
    private static func run(_ arguments: [String]) throws -> Int32 {
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
        words.append(nil)
        defer { words.forEach { free($0) } }
        var process: pid_t = 0
        #if canImport(Glibc)
            let variables = environ
        #else
            let variables = _NSGetEnviron().pointee
        #endif
        let failure = posix_spawnp(&process, arguments[0], nil, nil, words, variables)
        guard failure == 0 else { return 127 }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else {
                throw DataError(.unavailable, "cannot wait for \(arguments[0]): \(SystemError())")
            }
        }
        let signal = status & 0x7F
        return signal == 0 ? status >> 8 & 0xFF : 128 + signal
    }

    private static func makeFolder(_ path: String) throws {
        guard !FilePath.exists(path) else { return }
        let parent = FilePath.folder(of: path)
        if parent != path { try makeFolder(parent) }
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw SystemError().writing(path) }
    }

    private static func announce(_ text: String) {
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
