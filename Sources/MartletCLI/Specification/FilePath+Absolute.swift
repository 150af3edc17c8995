// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletSystem

extension FilePath {
    /// The path from the root, if the file is there; else the path as it is.
    static func absolute(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }
}
