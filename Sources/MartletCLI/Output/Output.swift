// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Martlet
import MartletData
import MartletSystem

/// Where results and errors go.
struct Output {
    /// Whether results are JSON objects, one a line, instead of text for people.
    let isJSON: Bool

    /// Writes a line of text to standard output.
    ///
    /// - Throws: `DataError` if the system refuses: a full disk, for one.
    func line(_ text: String = "") throws { try write(text + "\n") }

    /// Writes an object as one line to standard output.
    func object(_ members: JSONObject) throws { try line(JSONValue.object(members).text) }

    /// Writes an object that begins with `"event"`.
    func event(_ name: String, _ members: JSONObject) throws {
        let start: JSONObject = ["event": .string(name)]
        try object(start.merging(members))
    }

    /// Writes text as it is to standard output.
    func write(_ text: String) throws {
        guard Self.write(text, to: STDOUT_FILENO) else {
            let reason = String(cString: strerror(errno))
            throw DataError(.unwritable, "cannot write to standard output: \(reason)")
        }
    }

    /// Writes a line to standard error.
    func note(_ text: String) { _ = Self.write(text + "\n", to: STDERR_FILENO) }

    /// Says what went wrong, and returns the exit status for it.
    func report(_ error: any Error) -> Int32 {
        if let stop = error as? Interrupted { return ExitStatus.interrupted(by: stop.signal) }
        let code = MartletCommand.exitCode(for: error)
        if code == .success {  // --help and --version
            return Self.write(MartletCommand.fullMessage(for: error) + "\n", to: STDOUT_FILENO)
                ? ExitStatus.done : ExitStatus.failed
        }
        let isUsage = code == .validationFailure
        let failure = Failure(error)
        note(isUsage ? MartletCommand.fullMessage(for: error) : failure.text)
        if isJSON {
            var members = failure.members
            if isUsage { members["message"] = .string(MartletCommand.message(for: error)) }
            try? object(members)
        }
        return isUsage ? ExitStatus.usedWrongly : ExitStatus.failed
    }

    private static func write(_ text: String, to descriptor: Int32) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)[...]
            while !rest.isEmpty {
                let piece = UnsafeRawBufferPointer(rebasing: rest)
                let count = systemWrite(descriptor, piece.baseAddress, piece.count)
                if count < 0 && errno == EINTR { continue }
                guard count >= 0 else { return false }
                rest = rest.dropFirst(count)
            }
            return true
        }
    }
}

extension JSONObject {
    /// These members, then those of `other`.
    func merging(_ other: JSONObject) -> JSONObject {
        var result = self
        for (key, value) in other.members { result[key] = value }
        return result
    }
}

/// `write(2)`: the name is taken by the methods above.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    #if canImport(Glibc)
        Glibc.write(descriptor, bytes, count)
    #elseif canImport(Musl)
        Musl.write(descriptor, bytes, count)
    #else
        Darwin.write(descriptor, bytes, count)
    #endif
}
