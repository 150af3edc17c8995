// SPDX-License-Identifier: Apache-2.0

/// What the process tells its caller.
enum ExitStatus {
    /// The work was done.
    static let done: Int32 = 0
    /// The work could not be done.
    static let failed: Int32 = 1
    /// The command was used wrongly.
    static let usedWrongly: Int32 = 2

    /// Training was stopped by a signal, and saved: 130 for Ctrl-C, as shells expect it.
    static func interrupted(by signal: Int32) -> Int32 { 128 + signal }
}
