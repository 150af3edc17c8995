// SPDX-License-Identifier: Apache-2.0
import CKernels
import Testing

@Suite struct ProgramTests {
    /// What a step was asked to do; the step fails where a range begins at `stop`.
    struct Log {
        var ranges: [[Int64]] = []
        var stop: Int64 = -1
    }

    private static func step(_ log: UnsafeMutablePointer<Log>, units: Int64, tiles: Int32) -> CKStep
    {
        CKStep(
            run: { context, begin, end, lane in
                guard let log = context?.assumingMemoryBound(to: Log.self) else { return 1 }
                log.pointee.ranges.append([begin, end, Int64(lane)])
                return begin == log.pointee.stop ? 42 : 0
            }, context: log, units: units, tiles: tiles, jump: nil)
    }

    @Test(
        arguments: [
            (10, 3, [[0, 3], [3, 6], [6, 10]]), (2, 4, [[0, 1], [1, 2]]), (5, 1, [[0, 5]]),
            (0, 2, []),
        ] as [(Int64, Int32, [[Int64]])])
    func stepsRunTileByTile(units: Int64, tiles: Int32, expected: [[Int64]]) {
        var log = Log()
        var failed: Int64 = 7
        let status = withUnsafeMutablePointer(to: &log) { log in
            ck_run([Self.step(log, units: units, tiles: tiles)], 1, &failed)
        }
        #expect(status == 0 && failed == -1)
        #expect(log.ranges == expected.map { $0 + [0] })
    }

    @Test func aFailureEndsTheProgram() {
        var (first, second) = (Log(), Log(stop: 2))
        var failed: Int64 = 7
        let status = withUnsafeMutablePointer(to: &first) { first in
            withUnsafeMutablePointer(to: &second) { second in
                let steps = [
                    Self.step(first, units: 1, tiles: 1), Self.step(second, units: 4, tiles: 4),
                    Self.step(first, units: 1, tiles: 1),
                ]
                return ck_run(steps, 3, &failed)
            }
        }
        #expect(status == 42 && failed == 1)
        #expect(first.ranges.count == 1 && second.ranges.count == 3)
    }

    @Test(arguments: [(7, 3), (1 << 60, 1000), (3, 8)] as [(Int64, Int32)])
    func tilesCoverTheUnits(units: Int64, tiles: Int32) {
        #expect(ck_tile_begin(units, tiles, 0) == 0)
        #expect(ck_tile_begin(units, tiles, Int64(tiles)) == units)
        for tile in 0..<Int64(tiles) {
            let size = ck_tile_begin(units, tiles, tile + 1) - ck_tile_begin(units, tiles, tile)
            #expect(size == units / Int64(tiles) || size == units / Int64(tiles) + 1)
        }
    }
}
