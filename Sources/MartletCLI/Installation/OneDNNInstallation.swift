// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletSystem

/// `scripts/install-onednn --user`, which lies inside the program for people who have nothing but it.
enum OneDNNInstallation {
    /// The script's text.
    private static var script: String {
        String(decoding: PackageResources.install_onednn_sh, as: UTF8.self)
    }

    /// Becomes the shell that runs the script: its output and its exit status are the program's.
    ///
    /// - Throws: `DataError` if there is no shell.
    static func run() throws -> Never {
        let words = ["sh", "-c", script, "install-onednn", "--user"]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        arguments.append(nil)
        execv("/bin/sh", arguments)
        let reason = String(cString: strerror(errno))
        throw DataError(.unreadable, "cannot run /bin/sh: \(reason)")
    }
}
