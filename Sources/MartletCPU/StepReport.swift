// SPDX-License-Identifier: Apache-2.0

/// What a step of a program is, for those who want to know.
package struct StepReport: Sendable {
    /// The operation.
    package let name: String
    /// Whose kernel it is.
    package let kernel: String
    /// How many ranges several threads can take.
    package let tiles: Int
    /// What it costs one thread, as planned.
    package let cost: Cost

    init(_ step: PlannedStep) {
        (name, kernel) = (step.name, step.kernel)
        (tiles, cost) = (step.work.tiles, step.work.cost)
    }
}
