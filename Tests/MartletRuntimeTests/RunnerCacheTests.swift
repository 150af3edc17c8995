// SPDX-License-Identifier: Apache-2.0
import MartletRuntime
import Testing

/// Runners are numbers here: each holds as many bytes as its program's name has, times 100.
@Suite struct RunnerCacheTests {
    private struct Counted: Sendable {
        let byteCount: Int
    }

    private typealias Cache = RunnerCache<String, Int, Counted>

    private func cache(_ limits: RunnerCacheLimits) -> Cache { Cache(limits) { $0.byteCount } }

    private func borrow(_ cache: Cache, _ key: String) throws -> Cache.Loan {
        try cache.borrow(key) {
            key.count * 100
        } make: {
            Counted(byteCount: $0)
        }
    }

    private func use(_ cache: Cache, _ key: String) throws {
        cache.giveBack(try borrow(cache, key))
    }

    @Test func anIdleRunnerIsUsedAgain() throws {
        let cache = cache(RunnerCacheLimits())
        for _ in 0..<3 { try use(cache, "a") }
        #expect(cache.counts.compiled == 1)
        #expect(cache.counts.made == 1)
        #expect(cache.counts.reused == 2)
        #expect(cache.counts.idle == 1)
        #expect(cache.counts.idleByteCount == 100)
    }

    @Test func runnersInUseAreNotShared() throws {
        let cache = cache(RunnerCacheLimits(idlePerProgram: 2))
        let loans = try (0..<5).map { _ in try borrow(cache, "a") }
        #expect(cache.counts.made == 5)
        #expect(cache.counts.idle == 0)
        loans.forEach(cache.giveBack)
        #expect(cache.counts.idle == 2)
        #expect(cache.counts.compiled == 1)
    }

    @Test func theLeastRecentlyUsedRunnersGo() throws {
        let cache = cache(RunnerCacheLimits(byteCount: 500))
        for key in ["a", "bb", "a", "ccc"] { try use(cache, key) }
        #expect(cache.counts.idleByteCount == 400, "bb went, since a was used after it")
        let made = cache.counts.made
        try use(cache, "a")
        #expect(cache.counts.made == made)
        try use(cache, "bb")
        #expect(cache.counts.made == made + 1)
        #expect(cache.counts.compiled == 3)
    }

    @Test func programsAreBoundedInNumber() throws {
        let cache = cache(RunnerCacheLimits(programs: 2))
        for key in ["a", "bb", "ccc"] { try use(cache, key) }
        #expect(cache.counts.idleByteCount == 500)
        try use(cache, "a")
        #expect(cache.counts.compiled == 4)
    }

    @Test func whatWasForgottenIsNotTakenBack() throws {
        let cache = cache(RunnerCacheLimits())
        let old = try borrow(cache, "a")
        cache.removeAll()
        try use(cache, "a")
        cache.giveBack(old)
        #expect(cache.counts.compiled == 2)
        #expect(cache.counts.idle == 1)
        #expect(cache.counts.idleByteCount == 100)
    }
}
