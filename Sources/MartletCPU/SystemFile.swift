// SPDX-License-Identifier: Apache-2.0
private import MartletSystem

/// Small text files in which the system tells of itself.
enum SystemFile {
    /// The text, up to 64 KB; `nil` where there is no such file.
    static func text(of path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 65536)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}
