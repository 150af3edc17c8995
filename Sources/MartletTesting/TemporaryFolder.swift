// SPDX-License-Identifier: Apache-2.0
import MartletSystem

/// A new empty folder for a test, removed with everything in it at the end of its life.
package final class TemporaryFolder: Sendable {
    /// Where it is.
    package let path: String

    /// Makes the folder.
    package init() {
        var template = Array("/tmp/martlet-test-XXXXXX".utf8CString)
        precondition(mkdtemp(&template) != nil, "cannot make a temporary folder")
        path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    }

    deinit { Self.removeAll(path) }

    /// The path of `name` in the folder.
    package func file(_ name: String) -> String { "\(path)/\(name)" }

    /// The names of what is in the folder, hidden files included, sorted.
    package var names: [String] { Self.names(in: path).sorted() }

    private static func names(in path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    /// Removes a file, or a folder with its content; a symbolic link is a file.
    private static func removeAll(_ path: String) {
        guard remove(path) != 0 else { return }
        for name in names(in: path) { removeAll("\(path)/\(name)") }
        rmdir(path)
    }
}
