// SPDX-License-Identifier: Apache-2.0
import MartletSystem

/// What standard output is connected to.
struct Terminal {
    /// Whether lines can be drawn anew.
    let isInteractive: Bool

    /// Looks at standard output and the variable `TERM`.
    init() {
        let kind = getenv("TERM").map { String(cString: $0) } ?? ""
        isInteractive = isatty(STDOUT_FILENO) == 1 && kind != "dumb"
    }

    /// How many characters a line has now; the window may change its size.
    var width: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}
