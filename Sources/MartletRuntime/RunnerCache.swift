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
        fileprivate let key: Key
        fileprivate let entry: Int
    }

    private struct Entry {
        let number: Int
        let program: Program
        var idle: [Idle] = []
        var lastUse = 0
    }

    private struct State {
        var entries: [Key: Entry] = [:]
        var clock = 0
        var counts = RunnerCacheCounts()

        /// The place of the program for `key`, marked as used now.
        mutating func touch(_ key: Key) -> Dictionary<Key, Entry>.Index? {
            guard let place = entries.index(forKey: key) else { return nil }
            clock += 1
            entries.values[place].lastUse = clock
            return place
        }

        /// The key of the least recently used entry that `condition` holds for.
        func oldest(where condition: (Entry) -> Bool = { _ in true }) -> Key? {
            entries.filter { condition($0.value) }.min { $0.value.lastUse < $1.value.lastUse }?.key
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
        if let found = find(key) {
            let runner = try found.idle ?? make(found.program)
            if found.idle == nil { state.withLock { $0.counts.made += 1 } }
            return Loan(runner: runner, key: found.key, entry: found.number)
        }
        let (program, number) = try insert(key, compile())
        let runner = try make(program)
        state.withLock { $0.counts.made += 1 }
        return Loan(runner: runner, key: key, entry: number)
    }

    /// What is known of a key: with the key as it is held, which is sooner compared with itself than with another.
    private struct Found {
        let key: Key
        let number: Int
        let program: Program
        let idle: Idle?
    }

    private func find(_ key: Key) -> Found? {
        state.withLock { state in
            guard let place = state.touch(key) else { return nil }
            let idle = state.entries.values[place].idle.popLast()
            if let idle { state.counts.take(byteCount(idle)) }
            let entry = state.entries.values[place]
            return Found(
                key: state.entries.keys[place], number: entry.number, program: entry.program,
                idle: idle)
        }
    }

    /// The program for `key`, compiled if it is new.
    package func program(_ key: Key, compile: () throws -> Program) throws -> Program {
        let known = state.withLock { state in
            state.touch(key).map { state.entries.values[$0].program }
        }
        return try known ?? insert(key, compile()).0
    }

    private func insert(_ key: Key, _ program: Program) -> (Program, Int) {
        // What goes is freed when the lock is open again.
        var dropped: Entry?
        return state.withLock { state in
            state.counts.compiled += 1
            if let other = state.entries[key] { return (other.program, other.number) }
            if state.entries.count >= limits.programs, let oldest = state.oldest() {
                dropped = state.entries.removeValue(forKey: oldest)
                for runner in dropped?.idle ?? [] { state.counts.drop(byteCount(runner)) }
            }
            state.clock += 1
            state.entries[key] = Entry(number: state.clock, program: program, lastUse: state.clock)
            return (program, state.clock)
        }
    }

    /// Takes back a runner, unless its program is no longer held or enough of its kind are idle.
    package func giveBack(_ loan: Loan) {
        var dropped: [Idle] = []
        state.withLock { state in
            guard let place = state.entries.index(forKey: loan.key),
                state.entries.values[place].number == loan.entry,
                state.entries.values[place].idle.count < limits.idlePerProgram
            else { return }
            state.entries.values[place].idle.append(loan.runner)
            state.counts.put(byteCount(loan.runner))
            while state.counts.idleByteCount > limits.byteCount,
                let oldest = state.oldest(where: { !$0.idle.isEmpty }),
                let runner = state.entries[oldest]?.idle.popLast()
            {
                state.counts.drop(byteCount(runner))
                dropped.append(runner)
            }
        }
    }

    /// Forgets all programs; runners in use are not taken back.
    package func removeAll() {
        var dropped: [Key: Entry] = [:]
        state.withLock { state in
            swap(&dropped, &state.entries)
            state.counts.idle = 0
            state.counts.idleByteCount = 0
        }
    }
}
