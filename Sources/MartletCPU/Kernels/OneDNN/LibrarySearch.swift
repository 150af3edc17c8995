// SPDX-License-Identifier: Apache-2.0
import COneDNN
import MartletIR

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Finds oneDNN: where `MARTLET_ONEDNN` says, in the project's `.deps`, or where the system keeps libraries.
enum LibrarySearch {
    /// The library, or why there is none.
    ///
    /// Searched once per process.
    static let result: Result<OneDNNLibrary, ExecutionError> = find()

    #if os(macOS)
        private static let names = ["libdnnl.3.dylib", "libdnnl.dylib"]
        private static let systemFolders = ["/opt/homebrew/lib", "/usr/local/lib"]
    #else
        private static let names = ["libdnnl.so.3", "libdnnl.so"]
        private static let systemFolders: [String] = []
    #endif

    private static func find() -> Result<OneDNNLibrary, ExecutionError> {
        var reasons: [String] = []
        for path in candidates() {
            do throws(ExecutionError) {
                return .success(try OneDNNLibrary(path: path))
            } catch {
                reasons.append(error.problem)
            }
        }
        return .failure(
            ExecutionError(
                operation: "oneDNN", problem: "not found: \(reasons.joined(separator: "; "))",
                hint: "run scripts/install-onednn, or set MARTLET_ONEDNN to the path of libdnnl"))
    }

    /// Paths to try, in order.
    ///
    /// What the user names is the only one.
    private static func candidates() -> [String] {
        if let chosen = getenv("MARTLET_ONEDNN") {
            let path = String(cString: chosen)
            return isFolder(path) ? names.map { name in "\(path)/\(name)" } : [path]
        }
        let bundled = startingFolders().flatMap(ancestors).map { "\($0)/.deps/onednn/lib" }
        let paths = (bundled + systemFolders).flatMap { (folder: String) -> [String] in
            names.map { name in "\(folder)/\(name)" }
        }
        return paths.filter { (path: String) in access(path, R_OK) == 0 } + names
    }

    /// The working directory and the executable's folder.
    private static func startingFolders() -> [String] {
        var buffer = [CChar](repeating: 0, count: 4096)
        var folders: [String] = []
        if getcwd(&buffer, buffer.count) != nil { folders.append(text(buffer)) }
        #if os(Linux)
            let length = readlink("/proc/self/exe", &buffer, buffer.count - 1)
            if length > 0 {
                buffer[length] = 0
                folders.append(text(buffer))
            }
        #else
            var size = UInt32(buffer.count)
            if _NSGetExecutablePath(&buffer, &size) == 0 { folders.append(text(buffer)) }
        #endif
        return folders
    }

    private static func text(_ buffer: [CChar]) -> String {
        String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The path itself and every folder above it.
    private static func ancestors(of path: String) -> [String] {
        var parts = path.split(separator: "/")
        var result: [String] = []
        while !parts.isEmpty {
            result.append("/" + parts.joined(separator: "/"))
            parts.removeLast()
        }
        return result
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
