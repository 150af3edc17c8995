// SPDX-License-Identifier: Apache-2.0
import MartletCPU

/// How much a ``RunnerCache`` keeps.
package struct RunnerCacheLimits: Sendable {
    /// The most programs.
    package var programs: Int
    /// The most idle runners of one program: as many as threads may want at once.
    package var idlePerProgram: Int
    /// The most bytes that idle runners hold.
    package var byteCount: Int

    /// Limits, each at least 1.
    package init(programs: Int = 256, idlePerProgram: Int? = nil, byteCount: Int = 256 << 20) {
        self.programs = max(1, programs)
        self.idlePerProgram = max(1, idlePerProgram ?? max(4, ProcessorCount.available))
        self.byteCount = max(1, byteCount)
    }
}

/// What a ``RunnerCache`` did and holds.
package struct RunnerCacheCounts: Hashable, Sendable {
    /// Programs compiled so far.
    package var compiled = 0
    /// Runners made so far.
    package var made = 0
    /// How often an idle runner was used again.
    package var reused = 0
    /// Idle runners now.
    package var idle = 0
    /// The bytes that idle runners hold now.
    package var idleByteCount = 0

    package init() {}

    mutating func take(_ byteCount: Int) {
        reused += 1
        drop(byteCount)
    }

    mutating func put(_ byteCount: Int) {
        idle += 1
        idleByteCount += byteCount
    }

    mutating func drop(_ byteCount: Int) {
        idle -= 1
        idleByteCount -= byteCount
    }
}
