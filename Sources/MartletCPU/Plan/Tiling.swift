// SPDX-License-Identifier: Apache-2.0
import CKernels

/// The one rule that says into how many tiles a step is cut, and which programs are worth a second thread.
///
/// It looks at the problem alone, never at the number of threads: that is why results do not depend on it.
package struct Tiling: Hashable, Sendable {
    /// Nanoseconds of work that a tile has at least: handing one over costs about half a microsecond.
    package var grain = Double(CK_TILE_NANOSECONDS)
    /// Nanoseconds of shareable work below which a whole program stays on one thread.
    package var leastProgram = 20_000.0
    /// Tiles that a step has at most.
    package var mostTiles = Int(CK_MOST_TILES)
    /// Parts in which long sums are collected at most; they are added in order.
    package var mostParts = 8
    /// Rows of a matrix product, and images of a convolution, that a kernel needs at once to run at full speed.
    package var leastRows = 8
    package var leastImages = 4

    /// The rule that was measured to be good.
    package init() {}

    /// Tiles of next to no work, for tests.
    package static let tiny: Tiling = {
        var tiling = Tiling()
        (tiling.grain, tiling.leastProgram) = (1, 0)
        (tiling.leastRows, tiling.leastImages) = (1, 1)
        return tiling
    }()

    /// How many tiles a step of `units` equal parts and `nanoseconds` of work in all is cut into.
    package func tiles(units: Int, nanoseconds: Double) -> Int {
        Int(ck_tiles(Int64(units), nanoseconds, grain, Int32(mostTiles)))
    }

    /// How many of `count` equal things a block holds: as many as a tile's work needs, and at least `least`.
    ///
    /// The number of blocks is one that two, four or eight threads share evenly; sizes are multiples of `multiple`.
    package func blockSize(
        of count: Int, atLeast least: Int, multiple: Int = 1, nanoseconds: Double
    ) -> Int {
        let needed = (2 * grain * Double(count) / max(nanoseconds, 1)).rounded(.up)
        let smallest = max(1, min(count, max(least, Int(min(needed, Double(count))))))
        var blocks = count / smallest
        for step in [8, 4, 2] where blocks > step {
            blocks = blocks / step * step
            break
        }
        let size = (count + blocks - 1) / blocks
        return min(count, (size + multiple - 1) / multiple * multiple)
    }

    /// Of how many images a part of a filter gradient is the sum.
    package func imagesPerPart(batch: Int, nanoseconds: Double) -> Int {
        let least = blockSize(of: batch, atLeast: 2 * leastImages, nanoseconds: nanoseconds)
        return max(least, (batch + mostParts - 1) / mostParts)
    }
}
