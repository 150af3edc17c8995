// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// The storages and steps of a program that is being planned; bodies of loops and branches add to the same.
final class ProgramDraft {
    private(set) var storages: [StorageSource] = []
    private(set) var steps: [PlannedStep] = []
    private var labelCount = 0

    func add(_ source: StorageSource) -> Storage {
        storages.append(source)
        return Storage(index: storages.count - 1)
    }

    func emit(_ step: PlannedStep) { steps.append(step) }

    /// The steps that `body` emits, which are not added to the program.
    func collect(_ body: () throws -> Void) rethrows -> [PlannedStep] {
        let before = steps
        defer { steps = before }
        steps = []
        try body()
        return steps
    }

    func makeLabel() -> Label {
        labelCount += 1
        return Label(number: labelCount)
    }
}
