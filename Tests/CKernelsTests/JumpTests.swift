// SPDX-License-Identifier: Apache-2.0
import CKernels
import Testing

/// Loops and branches of programs, alone and with threads of the pool.
@Suite struct JumpTests {
    /// What the steps work on; the units of a step add 1 to their own number.
    struct Work {
        var rounds: Int64 = -1
        var outerRounds: Int64 = -1
        var choice: Int32 = 0
        /// Memory of its own: threads add to different numbers at the same time.
        let sums: UnsafeMutablePointer<Int64>

        static let units = 64

        init(choice: Int32 = 0) {
            self.choice = choice
            sums = .allocate(capacity: Self.units)
            sums.initialize(repeating: 0, count: Self.units)
        }

        /// The numbers; frees their memory.
        func taken() -> [Int64] {
            defer { sums.deallocate() }
            return Array(UnsafeBufferPointer(start: sums, count: Self.units))
        }
    }

    /// Adds `amount` to each unit's number.
    private static func add(_ work: UnsafeMutablePointer<Work>, tiles: Int32) -> CKStep {
        CKStep(
            run: { context, begin, end, _ in
                guard let sums = context?.assumingMemoryBound(to: Int64.self) else { return 1 }
                for unit in begin..<end { sums[Int(unit)] += 1 }
                return 0
            }, context: work.pointee.sums, units: Int64(Work.units), tiles: tiles, jump: nil)
    }

    private static func place(_ jump: UnsafePointer<CKJump>?) -> CKStep {
        CKStep(
            run: { ck_no_work($0, $1, $2, $3) }, context: nil, units: 1, tiles: 1, jump: jump)
    }

    private static func start(_ counter: UnsafeMutableRawPointer) -> CKStep {
        CKStep(
            run: { ck_start_count($0, $1, $2, $3) }, context: counter, units: 1, tiles: 1,
            jump: nil)
    }

    private static func jump(
        _ when: CKJumpWhen, _ type: CKType = .int64, _ value: UnsafeMutableRawPointer? = nil,
        limit: Int64 = 0, to target: Int64
    ) -> CKJump {
        CKJump(when: when, type: type, value: value, limit: limit, target: target)
    }

    /// Runs steps a few times, each time from the beginning; all runs must do the same.
    private static func run(
        _ jumps: [CKJump], threads: Int32, _ steps: (UnsafePointer<CKJump>) -> [CKStep]
    ) -> Int32 {
        jumps.withUnsafeBufferPointer { jumps in
            guard let base = jumps.baseAddress else { return -1 }
            let steps = steps(base)
            let runner = ck_runner_create(
                steps, Int64(steps.count), threads, 4, threads == 1 ? .never : .always)
            defer { ck_runner_destroy(runner) }
            var failed: Int64 = -1
            return (0..<3).map { _ in ck_runner_run(runner, &failed) }.max() ?? -1
        }
    }

    @Test(arguments: [1, 2, 4] as [Int32], [1, 8] as [Int32])
    func aLoopRunsItsSteps(threads: Int32, tiles: Int32) {
        var work = Work()
        withUnsafeMutablePointer(to: &work) { work in
            let rounds = UnsafeMutableRawPointer(work)
            let status = Self.run(
                [Self.jump(.less, .int64, rounds, limit: 100, to: 1)], threads: threads
            ) { jumps in
                [
                    Self.start(rounds), Self.add(work, tiles: tiles), Self.place(jumps),
                    Self.add(work, tiles: tiles),
                ]
            }
            #expect(status == 0)
        }
        #expect(work.taken() == [Int64](repeating: 303, count: Work.units))
    }

    @Test(arguments: [1, 3] as [Int32])
    func loopsNest(threads: Int32) {
        var work = Work()
        withUnsafeMutablePointer(to: &work) { work in
            let inner = UnsafeMutableRawPointer(work)
            let outer = inner + 8
            let jumps = [
                Self.jump(.less, .int64, inner, limit: 5, to: 2),
                Self.jump(.less, .int64, outer, limit: 7, to: 1),
            ]
            let status = Self.run(jumps, threads: threads) { jumps in
                [
                    Self.start(outer), Self.start(inner), Self.add(work, tiles: 4),
                    Self.place(jumps), Self.place(jumps + 1),
                ]
            }
            #expect(status == 0)
        }
        #expect(work.taken() == [Int64](repeating: 3 * 35, count: Work.units))
    }

    /// The first case if the choice is at most 0, else the second, and what follows both.
    @Test(arguments: [(-1, 1), (0, 1), (1, 2)] as [(Int32, Int64)], [1, 2] as [Int32])
    func aBranchLeavesStepsOut(given: (choice: Int32, sum: Int64), threads: Int32) {
        var work = Work(choice: given.choice)
        withUnsafeMutablePointer(to: &work) { work in
            let choice = UnsafeMutableRawPointer(work) + 16
            let jumps = [
                Self.jump(.greater, .int32, choice, limit: 0, to: 3), Self.jump(.always, to: 5),
            ]
            let status = Self.run(jumps, threads: threads) { jumps in
                [
                    Self.place(jumps), Self.add(work, tiles: 8), Self.place(jumps + 1),
                    Self.add(work, tiles: 1), Self.add(work, tiles: 8), Self.place(nil),
                ]
            }
            #expect(status == 0)
        }
        #expect(work.taken() == [Int64](repeating: 3 * given.sum, count: Work.units))
    }
}
