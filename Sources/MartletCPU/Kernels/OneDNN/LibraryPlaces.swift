// SPDX-License-Identifier: Apache-2.0

/// Where oneDNN is looked for, in order.
///
/// Only what the user, or whoever built the program, could write to is looked at: never the working directory or a
/// folder above it, where others may have put a library of the same name.
package struct LibraryPlaces: Equatable, Sendable {
    #if os(macOS)
        /// The names of the library, best first.
        package static let names = ["libdnnl.3.dylib", "libdnnl.dylib"]
        private static let systemFolders = ["/opt/homebrew/lib", "/usr/local/lib"]
        private static let dataFolder = "Library/Application Support"
    #else
        /// The names of the library, best first.
        package static let names = ["libdnnl.so.3", "libdnnl.so"]
        private static let systemFolders: [String] = []
        private static let dataFolder = ".local/share"
    #endif

    /// The file or folder that the user chose; if there is one, nothing else is looked at.
    package let chosen: String?
    /// Folders, in order.
    package let folders: [String]

    /// - Parameters:
    ///   - environment: The process's variables.
    ///   - executable: The program's path, without symbolic links; `nil` if it is not known.
    package init(environment: (String) -> String?, executable: String?) {
        chosen = environment("MARTLET_ONEDNN").flatMap { $0.isEmpty ? nil : $0 }
        let bundled = executable.map(Self.bundled(with:)) ?? []
        let own = Self.userFolder(environment).map { ["\($0)/martlet/lib"] } ?? []
        folders = bundled + own + Self.systemFolders
    }

    /// The program's folder and, for one that SwiftPM built, `.deps` beside its build folder.
    private static func bundled(with executable: String) -> [String] {
        let parts = executable.split(separator: "/").dropLast()
        let folder = "/" + parts.joined(separator: "/")
        // A build folder of another name than .build: swift build --scratch-path .build-examples.
        guard let build = parts.lastIndex(where: { $0 == ".build" || $0.hasPrefix(".build-") })
        else { return [folder] }
        let root = parts[..<build].map { "/\($0)" }.joined()
        return [folder, root + "/.deps/onednn/lib"]
    }

    /// Where the user's programs keep data.
    private static func userFolder(_ environment: (String) -> String?) -> String? {
        #if !os(macOS)
            // The XDG specification says that a relative path must be ignored.
            if let folder = environment("XDG_DATA_HOME"), folder.hasPrefix("/") { return folder }
        #endif
        guard let home = environment("HOME"), home.hasPrefix("/") else { return nil }
        return "\(home)/\(dataFolder)"
    }
}
