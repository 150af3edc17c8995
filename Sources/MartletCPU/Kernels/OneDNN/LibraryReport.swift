// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// Which oneDNN library was found, or why none was.
package struct LibraryReport: Sendable {
    /// The version, such as `3.2.0`.
    package let version: String?
    /// The path that it was opened by.
    package let path: String?
    /// Why there is none.
    package let problem: ExecutionError?

    /// What this process uses.
    package init() {
        switch LibrarySearch.result {
        case .success(let library):
            (version, path, problem) = (library.version, library.path, nil)
        case .failure(let error): (version, path, problem) = (nil, nil, error)
        }
    }
}
