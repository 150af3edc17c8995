// SPDX-License-Identifier: Apache-2.0
import COneDNN
import MartletIR
import MartletSystem

/// Finds oneDNN in its ``LibraryPlaces``, or where the system keeps libraries.
enum LibrarySearch {
    /// The library, or why there is none.
    ///
    /// Searched once per process.
    static let result: Result<OneDNNLibrary, ExecutionError> = find()

    private static func find() -> Result<OneDNNLibrary, ExecutionError> {
        let places = LibraryPlaces(environment: variable, executable: executable())
        var reasons: [String] = []
        for path in candidates(places, &reasons) {
            do throws(ExecutionError) {
                return .success(try OneDNNLibrary(path: path))
            } catch {
                reasons.append(error.problem)
            }
        }
        return .failure(
            ExecutionError(
                operation: "oneDNN", problem: "not found: \(reasons.joined(separator: "; "))",
                hint: hint(places)))
    }

    private static func hint(_ places: LibraryPlaces) -> String {
        if places.chosen != nil {
            return "set MARTLET_ONEDNN to the path of libdnnl, or unset it and run "
                + "scripts/install-onednn --user"
        }
        return
            "run scripts/install-onednn --user in Martlet's folder (of a package that depends on "
            + "it: .build/checkouts/martlet) or martlet devices --install, or set MARTLET_ONEDNN "
            + "to the path of libdnnl"
    }

    /// Paths to try, in order; where there is nothing to try is noted in `reasons`.
    private static func candidates(_ places: LibraryPlaces, _ reasons: inout [String]) -> [String] {
        if let chosen = places.chosen {
            return isFolder(chosen) ? paths(in: chosen) : [chosen]
        }
        let found = places.folders.flatMap(paths(in:)).filter { (path: String) in
            access(path, R_OK) == 0
        }
        let empty = places.folders.filter { folder in
            !found.contains { $0.hasPrefix(folder + "/") }
        }
        if !empty.isEmpty {
            reasons.append(
                "no \(LibraryPlaces.names[0]) in \(empty.joined(separator: ", "))")
        }
        return found + LibraryPlaces.names
    }

    private static func paths(in folder: String) -> [String] {
        LibraryPlaces.names.map { name in "\(folder)/\(name)" }
    }

    private static func variable(_ name: String) -> String? {
        getenv(name).map { value in String(cString: value) }
    }

    /// The program's path without symbolic links.
    private static func executable() -> String? {
        #if os(Linux)
            let path = "/proc/self/exe"
        #else
            var buffer = [CChar](repeating: 0, count: 4096)
            var size = UInt32(buffer.count)
            guard _NSGetExecutablePath(&buffer, &size) == 0 else { return nil }
            let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            let path = String(decoding: bytes, as: UTF8.self)
        #endif
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
