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
    /// What may lie somewhere else in each run: found out when it first does.
    private lazy var lent = LentPlaces(plan)

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
    package var stepNames: [String] { plan.steps.flatMap(\.parts).map(\.name) }

    /// What the steps do that run once.
    package var constantStepNames: [String] { plan.constantSteps.map(\.name) }

    /// The time that each step takes at best on one thread, in nanoseconds, over a number of runs.
    package func profile(runs: Int) throws -> [(name: String, nanoseconds: Int)] {
        try run()
        return strictZip(plan.steps.map(\.name), steps.profile(runs: runs)).map {
            (name: $0, nanoseconds: $1)
        }
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
        var moved: [LentPlaces.Place] = []
        for place in lent.places {
            let buffer = place.isInput ? given[place.position] : results[place.position]
            guard let buffer, buffer.pointer != memory.addresses[place.storage] else { continue }
            memory.addresses[place.storage] = buffer.pointer
            moved.append(place)
        }
        if !moved.isEmpty { try bind(moved) }
        try withExtendedLifetime((given, results)) { try run() }
    }

    /// Tells the steps that use them where storages lie now, and forgets the buffers that they lay in before.
    private func bind(_ moved: [LentPlaces.Place]) throws {
        var bound: [Int] = []
        for place in moved {
            for step in lent.users[place.storage] where !bound.contains(step) {
                try steps.bind(step, plan.steps[step], to: memory)
                bound.append(step)
            }
            for step in lent.constantUsers[place.storage] {
                try constantSteps?.bind(step, plan.constantSteps[step], to: memory)
                isPrepared = false
            }
            if place.isInput {
                inputs[place.position] = .nowhere
            } else {
                outputs[place.position] = .nowhere
            }
        }
    }
}
