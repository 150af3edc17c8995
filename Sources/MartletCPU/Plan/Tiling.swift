// SPDX-License-Identifier: Apache-2.0

/// The one rule that says into how many tiles a step is cut, and which programs are worth a second thread.
///
/// It looks at the problem alone, never at the number of threads: that is why results do not depend on it.
package struct Tiling: Hashable, Sendable {
    /// Nanoseconds of work that a tile has at least: handing one over costs about half a microsecond.
    package var grain = 3_000.0
    /// Nanoseconds of shareable work below which a whole program stays on one thread.
    package var leastProgram = 20_000.0
    /// Tiles that a step has at most.
    package var mostTiles = 64

    /// The rule that was measured to be good.
    package init() {}

    /// Tiles of next to no work, for tests.
    package static let tiny: Tiling = {
        var tiling = Tiling()
        (tiling.grain, tiling.leastProgram) = (1, 0)
        return tiling
    }()

    /// How many tiles a step of `units` equal parts and `nanoseconds` of work in all is cut into.
    package func tiles(units: Int, nanoseconds: Double) -> Int {
        guard units > 1, nanoseconds >= 2 * grain else { return 1 }
        return min(units, mostTiles, Int(min(nanoseconds / grain, 1e6)))
    }
}
