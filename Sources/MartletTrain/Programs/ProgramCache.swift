// SPDX-License-Identifier: Apache-2.0
package import MartletCompiler
import MartletIR
package import MartletRuntime
import Synchronization

/// The programs of one model, kept from call to call of `fit`, `evaluate` and `predict`.
///
/// Equal steps on equal shapes are compiled once. The model empties the cache when something else decides what a step
/// computes: other layers, another loss, another optimizer.
package final class ProgramCache: Sendable {
    /// What a program is for.
    enum Kind: Hashable { case training, evaluation, prediction }

    struct Key: Hashable {
        let kind: Kind
        let types: BatchTypes
        let device: Device
    }

    typealias Loan = RunnerCache<Key, Program.Plan, Program>.Loan

    private let cache: RunnerCache<Key, Program.Plan, Program>
    private let executor: @Sendable (Device) -> any Executor
    /// The working memory of all programs, where they never run at the same time.
    private let arena: Mutex<Arena?>

    /// An empty cache.
    ///
    /// - Parameters:
    ///   - sharesArena: Whether the programs never run at the same time.
    ///   - limits: How much is kept of what is not in use.
    ///   - executor: What compiles programs for a device.
    package init(
        sharesArena: Bool,
        limits: RunnerCacheLimits = RunnerCacheLimits(programs: 64, byteCount: 512 << 20),
        executor: @escaping @Sendable (Device) -> any Executor = { $0.executor }
    ) {
        cache = RunnerCache(limits) { $0.byteCount }
        arena = Mutex(sharesArena ? Arena() : nil)
        self.executor = executor
    }

    /// What was compiled, made and reused so far, and what is held.
    package var counts: RunnerCacheCounts { cache.counts }

    /// A program for the current device, until it is given back.
    ///
    /// - Parameters:
    ///   - kind: What it is for.
    ///   - types: The types of the batch.
    ///   - fixed: The memory of the inputs that come before the batch.
    ///   - parameters: The version of the parameters among them.
    ///   - trace: Writes the step down, if it is new.
    /// - Returns: The program, and where it is given back to.
    /// - Throws: `ExecutionError` if the device's library refuses, or what `trace` throws.
    func borrow(
        _ kind: Kind, _ types: BatchTypes, fixed: @autoclosure () -> [Buffer],
        parameters: ParameterVersion, trace: () throws -> ProgramTrace
    ) throws -> Loan {
        let device = Device.current
        return try cache.borrow(Key(kind: kind, types: types, device: device)) {
            try Program.Plan(try trace(), executor(device))
        } make: {
            try Program(
                $0, fixed: fixed(), parameters: parameters, arena: arena.withLock(\.self))
        }
    }

    /// A program that the caller keeps, with working memory of its own.
    func make(
        _ kind: Kind, _ types: BatchTypes, fixed: [Buffer], parameters: ParameterVersion,
        trace: () throws -> ProgramTrace
    ) throws -> Program {
        let device = Device.current
        let plan = try cache.program(Key(kind: kind, types: types, device: device)) {
            try Program.Plan(try trace(), executor(device))
        }
        return try Program(plan, fixed: fixed, parameters: parameters, arena: nil)
    }

    /// Takes a program back.
    func giveBack(_ loan: Loan) {
        cache.giveBack(loan)
        if cache.counts.idle == 0 { forgetArena() }
    }

    /// Forgets all programs, and their working memory with them.
    func removeAll() {
        cache.removeAll()
        forgetArena()
    }

    /// Programs in use keep the working memory that they have.
    private func forgetArena() {
        arena.withLock { if $0 != nil { $0 = Arena() } }
    }
}

/// What a model compiled for training, evaluation and prediction, and how often it could use it again.
public struct ProgramCounts: Hashable, Sendable {
    /// Programs compiled so far: one for each kind of step, shape of batch and device.
    public let compiled: Int
    /// How often a program was used again.
    public let reused: Int
    /// The bytes held by programs that wait for their next use.
    public let idleByteCount: Int
}

extension Model {
    /// What was compiled so far, and how often it was used again.
    ///
    /// A second `fit` on batches of the same shapes compiles nothing.
    public var programCounts: ProgramCounts {
        let counts = programs.counts
        return ProgramCounts(
            compiled: counts.compiled, reused: counts.reused,
            idleByteCount: counts.idleByteCount)
    }
}
