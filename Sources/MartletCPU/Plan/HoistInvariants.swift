// SPDX-License-Identifier: Apache-2.0

/// Moves steps that do the same in every round of a loop before it: weights are packed once.
///
/// Only out of loops whose number of rounds is known and not 0, and never from behind a branch: what would not have run
/// at all must not fail.
struct HoistInvariants {
    static func apply(to steps: [PlannedStep]) -> [PlannedStep] {
        var steps = steps
        for label in StepRanges(steps).loops.map(\.label) { hoist(fromLoopAt: label, &steps) }
        return steps
    }

    private static func hoist(fromLoopAt label: Label, _ steps: inout [PlannedStep]) {
        let ranges = StepRanges(steps)
        guard let loop = ranges.loops.first(where: { $0.label == label }),
            let rounds = loop.rounds, rounds > 0
        else { return }
        let moved = Set(invariants(of: loop, ranges, steps))
        guard !moved.isEmpty else { return }
        // Before the step that starts the count, which has the label.
        let start = loop.steps.lowerBound - 1
        let (first, rest) = (
            loop.steps.filter(moved.contains), loop.steps.filter { !moved.contains($0) }
        )
        let end = loop.steps.upperBound + 1
        steps = steps[..<start] + (first + [start] + rest).map { steps[$0] } + steps[end...]
    }

    private static func invariants(
        of loop: StepRanges.Loop, _ ranges: StepRanges, _ steps: [PlannedStep]
    ) -> [Int] {
        let writers = Dictionary(steps.flatMap(\.writes).map { ($0, 1) }, uniquingKeysWith: +)
        var varying = Set(loop.steps.flatMap { steps[$0].writes + (steps[$0].jump?.reads ?? []) })
        return loop.steps.filter { index in
            let step = steps[index]
            guard step.label == nil, step.jump == nil, !ranges.isNested(index, in: loop),
                step.writes.allSatisfy({ writers[$0] == 1 }),
                varying.isDisjoint(with: step.reads)
            else { return false }
            varying.subtract(step.writes)
            return true
        }
    }
}

extension StepRanges {
    /// Whether a step of a loop belongs to another loop inside it, or may be left out of a round.
    fileprivate func isNested(_ step: Int, in loop: Loop) -> Bool {
        let isInner = loops.contains {
            $0.steps.contains(step) && $0.label != loop.label && $0.steps.count < loop.steps.count
        }
        return isInner
            || skipped.contains { $0.contains(step) && loop.steps.contains($0.lowerBound) }
    }
}
