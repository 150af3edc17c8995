// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// Finds the steps that depend on constant inputs alone: they run once, before the first run.
///
/// Weights that a primitive wants in a layout of its own are reordered there, and chains of parameters (a batch
/// normalisation's scale, for one) computed.
struct ConstantSteps {
    /// For each step, whether it runs once.
    private(set) var isConstant: [Bool]
    /// Storages whose values stay from run to run.
    private(set) var kept: Set<Int> = []

    /// - Parameters:
    ///   - steps: The steps of a program, in order.
    ///   - storages: Its storages.
    ///   - inputs: The positions of constant inputs.
    init(_ steps: [PlannedStep], _ storages: [StorageSource], inputs: Set<Int>) {
        let ranges = StepRanges(steps)
        isConstant = steps.indices.map {
            !inputs.isEmpty && ranges.isPlain($0) && !steps[$0].isPlace
        }
        guard !inputs.isEmpty else { return }
        var variable = Set(storages.indices.filter { Self.isVariable(storages[$0], inputs) })
        for (step, isConstant) in strictZip(steps, isConstant) where !isConstant {
            variable.formUnion(step.writes.map(\.index))
        }
        var isSettled = false
        while !isSettled {
            isSettled = true
            for (index, step) in steps.enumerated() where isConstant[index] {
                let touched = step.reads + step.writes
                guard touched.contains(where: { variable.contains($0.index) }) else { continue }
                isConstant[index] = false
                isSettled = false
                for storage in step.writes { variable.insert(storage.index) }
            }
        }
        for (index, step) in steps.enumerated() where isConstant[index] {
            for storage in step.writes { kept.insert(storage.index) }
        }
    }

    /// Whether something outside changes a storage, or wants to find a result there after every run.
    private static func isVariable(_ source: StorageSource, _ constants: Set<Int>) -> Bool {
        switch source {
        case .arena, .constant: false
        case .input(let input): !constants.contains(input)
        case .output: true
        }
    }
}
