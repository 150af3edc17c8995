// SPDX-License-Identifier: Apache-2.0
private import Synchronization

/// Compiled programs by what they are for, with idle runners that wait for their next use.
///
/// A runner in use belongs to its user until it is given back. What is idle is bounded in number and in bytes; the
/// least recently used goes first. What the cache holds never changes a result.
package final class RunnerCache<Key: Hashable & Sendable, Program: Sendable, Idle: Sendable>:
    Sendable
{
    /// A runner, and where it is given back to.
    package struct Loan: Sendable {
        /// The runner, with whatever belongs to it.
        package let runner: Idle
        fileprivate let entry: Entry
    }

    /// A program with its idle runners.
    ///
    /// What changes is guarded by the cache's lock.
    fileprivate final class Entry: Sendable {
        let key: Key
        let program: Program
        nonisolated(unsafe) var idle: [Idle] = []
        nonisolated(unsafe) var lastUse = 0
        /// Whether the cache still knows of it.
        nonisolated(unsafe) var isHeld = true

        init(_ key: Key, _ program: Program) { (self.key, self.program) = (key, program) }
    }

    private struct State {
        var entries: [Key: Entry] = [:]
        /// The entry that was asked for last: a loop asks for it again, and comparing is sooner done than hashing.
        var latest: Entry?
        var clock = 0
        var counts = RunnerCacheCounts()

        /// The entry for `key`, marked as used now.
        mutating func touch(_ key: Key) -> Entry? {
            if latest?.key != key {
                guard let entry = entries[key] else { return nil }
                latest = entry
            }
            clock += 1
            latest?.lastUse = clock
            return latest
        }

        /// The least recently used entry that `condition` holds for.
        func oldest(where condition: (Entry) -> Bool = { _ in true }) -> Entry? {
            entries.values.filter(condition).min { $0.lastUse < $1.lastUse }
        }

        /// Takes in a new program.
        mutating func add(_ entry: Entry) {
            entries[entry.key] = entry
            clock += 1
            entry.lastUse = clock
        }

        /// Forgets an entry; gives its idle runners.
        mutating func drop(_ entry: Entry, _ byteCount: (Idle) -> Int) -> [Idle] {
            if latest === entry { latest = nil }
            entries[entry.key] = nil
            entry.isHeld = false
            for runner in entry.idle { counts.drop(byteCount(runner)) }
            defer { entry.idle = [] }
            return entry.idle
        }
    }

    private let limits: RunnerCacheLimits
    private let byteCount: @Sendable (Idle) -> Int
    private let state = Mutex(State())

    /// An empty cache; `byteCount` says how much memory an idle runner holds.
    package init(
        _ limits: RunnerCacheLimits = RunnerCacheLimits(),
        byteCount: @escaping @Sendable (Idle) -> Int
    ) {
        self.limits = limits
        self.byteCount = byteCount
    }

    /// What was compiled, made and reused so far, and what is held.
    package var counts: RunnerCacheCounts { state.withLock { $0.counts } }

    /// An idle runner for `key`, or one that `make` makes from the program that `compile` gives if it is new.
    ///
    /// Two threads that ask for the same new program at once may both compile it; one of the two is kept.
    package func borrow(
        _ key: Key, compile: () throws -> Program, make: (Program) throws -> Idle
    ) throws -> Loan {
        let found = state.withLock { state -> (entry: Entry, idle: Idle?)? in
            guard let entry = state.touch(key) else { return nil }
            let idle = entry.idle.popLast()
            if let idle { state.counts.take(byteCount(idle)) }
            return (entry, idle)
        }
        if let found, let idle = found.idle { return Loan(runner: idle, entry: found.entry) }
        let entry = try found?.entry ?? insert(key, compile())
        let runner = try make(entry.program)
        state.withLock { $0.counts.made += 1 }
        return Loan(runner: runner, entry: entry)
    }

    /// The program for `key`, compiled if it is new.
    package func program(_ key: Key, compile: () throws -> Program) throws -> Program {
        let known = state.withLock { $0.touch(key)?.program }
        return try known ?? insert(key, compile()).program
    }

    private func insert(_ key: Key, _ program: Program) -> Entry {
        // What goes is freed when the lock is open again.
        var dropped: [Idle] = []
        defer { dropped.removeAll() }
        return state.withLock { state in
            state.counts.compiled += 1
            if let other = state.entries[key] { return other }
            if state.entries.count >= limits.programs, let oldest = state.oldest() {
                dropped = state.drop(oldest, byteCount)
            }
            let entry = Entry(key, program)
            state.add(entry)
            return entry
        }
    }

    /// Takes back a runner, unless its program is no longer held or enough of its kind are idle.
    package func giveBack(_ loan: Loan) {
        var dropped: [Idle] = []
        state.withLock { state in
            let entry = loan.entry
            guard entry.isHeld, entry.idle.count < limits.idlePerProgram else { return }
            entry.idle.append(loan.runner)
            state.counts.put(byteCount(loan.runner))
            while state.counts.idleByteCount > limits.byteCount,
                let oldest = state.oldest(where: { !$0.idle.isEmpty }),
                let runner = oldest.idle.popLast()
            {
                state.counts.drop(byteCount(runner))
                dropped.append(runner)
            }
        }
    }

    /// Forgets all programs; runners in use are not taken back.
    package func removeAll() {
        var dropped: [Entry] = []
        state.withLock { state in
            dropped = Array(state.entries.values)
            for entry in dropped { entry.isHeld = false }
            state.entries = [:]
            state.latest = nil
            state.counts.idle = 0
            state.counts.idleByteCount = 0
        }
    }
}
