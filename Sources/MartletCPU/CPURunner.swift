// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletCompiler
package import MartletIR

/// A plan with its memory: an arena, addresses, and steps that know them.
///
/// `@unchecked Sendable`: the memory and the contexts of its steps belong to the runner, which one thread at a time may
/// use, as `Runner` demands; the threads of the pool see them only while it runs.
package final class CPURunner: Runner, @unchecked Sendable {
    package private(set) var inputs: [Buffer]
    package private(set) var outputs: [Buffer]

    private let plan: Plan
    /// Where everything lies.
    private var memory: Memory
    private let steps: BoundProgram
    /// What runs once, before the first run and after ``constantsDidChange()``.
    private let constantSteps: BoundProgram?
    private var isPrepared = false
    /// What the steps read and write besides inputs and outputs.
    private let working: [Buffer]

    init(
        _ plan: Plan, inputs: [Buffer], outputs: [Buffer], arena: Arena?, isForced: Bool
    ) throws {
        let shared = (arena ?? Arena()).buffer(atLeast: plan.memory.byteCount + 64)
        let kept = Buffer(byteCount: plan.memory.keptByteCount)
        let addresses = plan.storages.enumerated().map { index, source in
            switch source {
            case .arena:
                (plan.memory.kept.contains(index) ? kept : shared).pointer
                    + (plan.memory.offsets[index] ?? 0)
            case .input(let input): inputs[input].pointer
            case .output(let output): outputs[output].pointer
            case .constant(let buffer): buffer.pointer
            }
        }
        memory = Memory(addresses: addresses, lanes: plan.threads)
        let sharing: CKSharing = isForced ? .always : .adaptive
        steps = try BoundProgram(plan.steps, memory, sharing)
        constantSteps =
            plan.constantSteps.isEmpty
            ? nil : try BoundProgram(plan.constantSteps, memory, .never)
        self.plan = plan
        self.inputs = inputs
        self.outputs = outputs
        working = [shared, kept]
    }

    /// What the steps of every run do, in order.
    package var stepNames: [String] { plan.steps.map(\.name) }

    /// What the steps do that run once.
    package var constantStepNames: [String] { plan.constantSteps.map(\.name) }

    /// The time that each step takes at best on one thread, in nanoseconds, over a number of runs.
    package func profile(runs: Int) throws -> [(name: String, nanoseconds: Int)] {
        try run()
        return strictZip(stepNames, steps.profile(runs: runs)).map { (name: $0, nanoseconds: $1) }
    }

    package func constantsDidChange() { isPrepared = false }

    package func run() throws {
        if !isPrepared {
            try constantSteps?.run()
            isPrepared = true
        }
        try steps.run()
    }

    package func run(inputs given: [Buffer?], outputs results: [Buffer?]) throws {
        var moved: Set<Int> = []
        for (index, source) in plan.storages.enumerated() {
            let buffer: Buffer? =
                switch source {
                case .input(let input): given[input]
                case .output(let output): results[output]
                case .arena, .constant: nil
                }
            guard let buffer, buffer.pointer != memory.addresses[index] else { continue }
            memory.addresses[index] = buffer.pointer
            moved.insert(index)
        }
        if !moved.isEmpty { try bind(moved) }
        try withExtendedLifetime((given, results)) { try run() }
    }

    /// Tells the steps that use them where storages lie now, and forgets the buffers that they lay in before.
    private func bind(_ moved: Set<Int>) throws {
        try steps.bind(plan.steps, to: memory, moved)
        if try constantSteps?.bind(plan.constantSteps, to: memory, moved) == true {
            isPrepared = false
        }
        for (index, source) in plan.storages.enumerated() where moved.contains(index) {
            switch source {
            case .input(let input): inputs[input] = .nowhere
            case .output(let output): outputs[output] = .nowhere
            case .arena, .constant: break
            }
        }
    }
}
