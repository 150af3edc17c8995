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

    /// Tiles of several steps as the units of one, whichever ranges they are asked for in.
    @Test(arguments: [1, 2, 3, 6] as [Int64])
    func stepsRunTogether(range: Int64) {
        var (first, second) = (Log(), Log())
        withUnsafeMutablePointer(to: &first) { first in
            withUnsafeMutablePointer(to: &second) { second in
                let steps = [
                    Self.step(first, units: 7, tiles: 3), Self.step(second, units: 1, tiles: 1),
                    Self.step(first, units: 40, tiles: 2),
                ]
                let begins: [Int64] = [0, 3, 4, 6]
                steps.withUnsafeBufferPointer { steps in
                    begins.withUnsafeBufferPointer { begins in
                        var together = CKTogether(
                            steps: steps.baseAddress, begins: begins.baseAddress, failed: 0)
                        for begin in stride(from: 0, to: 6, by: Int(range)) {
                            let end = min(Int64(begin) + range, 6)
                            #expect(ck_together_run(&together, Int64(begin), end, 5) == 0)
                        }
                    }
                }
            }
        }
        let tiles: [[Int64]] = [[0, 2, 5], [2, 4, 5], [4, 7, 5], [0, 20, 5], [20, 40, 5]]
        #expect(second.ranges == [[0, 1, 5]])
        if range == 1 { #expect(first.ranges == tiles) }
        #expect(first.ranges.map { $0[1] - $0[0] }.reduce(0, +) == 47)
        if range == 6 { #expect(first.ranges == [[0, 7, 5], [0, 40, 5]]) }
    }

    @Test func aFailureAmongStepsThatRunTogetherIsFound() {
        var (first, second) = (Log(), Log(stop: 2))
        withUnsafeMutablePointer(to: &first) { first in
            withUnsafeMutablePointer(to: &second) { second in
                let steps = [
                    Self.step(first, units: 2, tiles: 2), Self.step(second, units: 4, tiles: 4),
                ]
                let begins: [Int64] = [0, 2, 6]
                steps.withUnsafeBufferPointer { steps in
                    begins.withUnsafeBufferPointer { begins in
                        var together = CKTogether(
                            steps: steps.baseAddress, begins: begins.baseAddress, failed: -1)
                        #expect(ck_together_run(&together, 1, 3, 0) == 0)
                        #expect(ck_together_run(&together, 4, 6, 0) == 42)
                        #expect(together.failed == 1)
                    }
                }
            }
        }
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
