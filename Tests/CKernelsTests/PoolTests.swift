// SPDX-License-Identifier: Apache-2.0
import CKernels
import Foundation
import Testing

/// Programs on several threads: every tile once, in order of the steps, whoever does it.
@Suite struct PoolTests {
    /// What the steps of a test work on; each tile writes memory of its own.
    private struct Work {
        var values: UnsafeMutablePointer<Int64>
        var lanes: UnsafeMutablePointer<Int64>
        var pause: UInt32 = 0
        /// The unit at which the step fails.
        var fault: Int64 = -1
    }

    /// Doubles each value, reading its mirror image, which the step before wrote: steps must not overlap.
    private static let mix:
        @convention(c) (UnsafeMutableRawPointer?, Int64, Int64, Int32) -> Int32 =
            { context, begin, end, lane in
                guard let work = context?.assumingMemoryBound(to: Work.self).pointee else {
                    return 1
                }
                if work.pause > 0 { usleep(work.pause) }
                let (from, to) = (work.values, work.values + 1_000)
                for index in begin..<end {
                    if index == work.fault { return 7 }
                    to[Int(index)] = from[Int(index)] + from[Int(999 - index)] &* 3
                }
                work.lanes[Int(lane) * 16] += end - begin
                return 0
            }

    private static let back:
        @convention(c) (UnsafeMutableRawPointer?, Int64, Int64, Int32) -> Int32 =
            { context, begin, end, _ in
                guard let work = context?.assumingMemoryBound(to: Work.self).pointee else {
                    return 1
                }
                for index in begin..<end {
                    work.values[Int(index)] = work.values[Int(index) + 1_000] % 10_007
                }
                return 0
            }

    /// Runs ten pairs of steps and gives the values, how many units each lane did, and the status.
    private static func run(
        threads: Int32, sharing: CKSharing, times: Int = 1, pause: UInt32 = 0, fault: Int64 = -1
    ) -> (values: [Int64], lanes: [Int64], status: Int32, failed: Int64) {
        let values = UnsafeMutablePointer<Int64>.allocate(capacity: 2_000)
        let lanes = UnsafeMutablePointer<Int64>.allocate(capacity: 64 * 16)
        defer {
            values.deallocate()
            lanes.deallocate()
        }
        for index in 0..<2_000 { values[index] = Int64(index) }
        lanes.initialize(repeating: 0, count: 64 * 16)
        var work = Work(values: values, lanes: lanes, pause: pause, fault: fault)
        return withUnsafeMutablePointer(to: &work) { work in
            let steps = (0..<20).map { index in
                CKStep(
                    run: index % 2 == 0 ? mix : back, context: UnsafeMutableRawPointer(work),
                    units: 1_000, tiles: index % 6 == 5 ? 1 : 8, jump: nil)
            }
            let runner = ck_runner_create(steps, 20, threads, 2, sharing)
            defer { ck_runner_destroy(runner) }
            var (status, failed): (Int32, Int64) = (0, -1)
            for _ in 0..<times where status == 0 { status = ck_runner_run(runner, &failed) }
            return (
                Array(UnsafeBufferPointer(start: values, count: 1_000)),
                (0..<64).map { lanes[$0 * 16] }, status, failed
            )
        }
    }

    private static let expected = run(threads: 1, sharing: .never, times: 50)

    @Test(arguments: [CKSharing.always, .adaptive], [2, 3, 4, 8] as [Int32])
    func everyNumberOfThreadsGivesTheSame(sharing: CKSharing, threads: Int32) {
        let result = Self.run(threads: threads, sharing: sharing, times: 50)
        #expect(result.status == 0)
        #expect(result.values == Self.expected.values)
        #expect(result.lanes.reduce(0, +) == 50 * 10 * 1_000)
    }

    @Test func otherThreadsReallyTakePart() {
        let result = Self.run(threads: 4, sharing: .always, times: 3, pause: 1_000)
        #expect(result.values == Self.run(threads: 1, sharing: .never, times: 3).values)
        #expect(result.lanes.count { $0 > 0 } >= 2, "\(result.lanes.prefix(4))")
        #expect(result.lanes.dropFirst(4).allSatisfy { $0 == 0 })
    }

    @Test func manyCallersAtOnceShareThePool() async {
        await withTaskGroup(of: [Int64].self) { group in
            for caller in 0..<12 {
                group.addTask {
                    Self.run(
                        threads: Int32(2 + caller % 3),
                        sharing: caller % 2 == 0 ? .always : .adaptive, times: 50
                    ).values
                }
            }
            for await values in group { #expect(values == Self.expected.values) }
        }
    }

    @Test(arguments: [1, 2, 4] as [Int32]) func aFailureEndsTheProgram(threads: Int32) {
        let result = Self.run(threads: threads, sharing: .always, fault: 500)
        #expect(result.status == 7)
        #expect(result.failed == 0)
        // The pool is none the worse for it.
        #expect(
            Self.run(threads: threads, sharing: .always, times: 50).values == Self.expected.values)
    }

    @Test(arguments: [
        (1, 1e9, 1), (100, 5_999, 1), (100, 6_000, 2), (100, 30_000, 10), (5, 1e9, 5),
        (100_000, 1e12, 64), (0, 1e9, 1),
    ]) func workIsCutIntoTiles(units: Int64, nanoseconds: Double, tiles: Int32) {
        #expect(ck_tiles(units, nanoseconds, 3_000, 64) == tiles)
    }
}
