import MartletSystem
// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Training was stopped by a signal; what was learnt is saved.
struct Interrupted: Error {
    /// The number of the signal.
    let signal: Int32
}

/// Whether the user asked for an end with Ctrl-C, or the system with SIGTERM.
///
/// A signal handler can reach nothing but global memory, so this is the one global variable of the program.
enum Interruption {
    private static let received = Atomic<Int32>(0)

    /// The signal that came, if one did.
    static var signal: Int32? {
        let number = received.load(ordering: .relaxed)
        return number == 0 ? nil : number
    }

    /// Runs `body`; a first signal is noted, a second one ends the process at once.
    static func noted<Result>(_ body: () throws -> Result) rethrows -> Result {
        received.store(0, ordering: .relaxed)
        let numbers = [SIGINT, SIGTERM]
        let previous = numbers.map { install(handler, for: $0) }
        unblock(numbers)
        defer {
            for (number, action) in zip(numbers, previous) {
                var action = action
                sigaction(number, &action, nil)
            }
        }
        return try body()
    }

    private static let handler: @convention(c) (Int32) -> Void = { number in
        let isSecond = !received.compareExchange(
            expected: 0, desired: number, ordering: .relaxed
        ).exchanged
        if isSecond { _exit(128 + number) }
    }

    /// A program may be started with signals blocked: threads of Dispatch block all, and children inherit that.
    private static func unblock(_ numbers: [Int32]) {
        var set = sigset_t()
        sigemptyset(&set)
        for number in numbers { sigaddset(&set, number) }
        sigprocmask(SIG_UNBLOCK, &set, nil)
    }

    private static func install(
        _ handler: @escaping @convention(c) (Int32) -> Void, for number: Int32
    ) -> sigaction {
        var action = sigaction()
        #if canImport(Darwin)
            action.__sigaction_u.__sa_handler = handler
        #else
            action.__sigaction_handler.sa_handler = handler
        #endif
        action.sa_flags = Int32(SA_RESTART)
        var previous = sigaction()
        sigaction(number, &action, &previous)
        return previous
    }
}
