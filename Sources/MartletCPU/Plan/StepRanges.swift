// SPDX-License-Identifier: Apache-2.0

/// Which steps of a program run several times, and which may be left out: what its jumps say.
struct StepRanges {
    /// A loop: after its last step the program goes on with its first.
    struct Loop {
        /// The place before its first step.
        let label: Label
        let steps: ClosedRange<Int>
        /// How many rounds it makes; nil if a condition decides.
        let rounds: Int?
    }

    /// Inner loops before outer ones.
    let loops: [Loop]
    /// Steps that a jump may leave out, from the one behind the jump.
    let skipped: [Range<Int>]

    init(_ steps: [PlannedStep]) {
        let places = Self.places(of: steps)
        var loops: [Loop] = []
        var skipped: [Range<Int>] = []
        for (index, step) in steps.enumerated() {
            guard let jump = step.jump, let target = places[jump.target] else { continue }
            if target <= index {
                var rounds: Int?
                if case .isLess(_, let limit) = jump.condition { rounds = limit }
                loops.append(Loop(label: jump.target, steps: target...index, rounds: rounds))
            } else {
                skipped.append(index + 1..<target)
            }
        }
        self.loops = loops.sorted { $0.steps.count < $1.steps.count }
        self.skipped = skipped
    }

    /// The index of the step that follows each label.
    static func places(of steps: [PlannedStep]) -> [Label: Int] {
        var places: [Label: Int] = [:]
        for (index, step) in steps.enumerated() {
            if let label = step.label { places[label] = index + 1 }
        }
        return places
    }

    /// How often a step runs in one run of the program, about.
    func rounds(of step: Int) -> Double {
        loops.filter { $0.steps.contains(step) }.map { Double($0.rounds ?? 8) }.reduce(1, *)
    }

    /// Whether a step always runs exactly once.
    func isPlain(_ step: Int) -> Bool {
        !loops.contains { $0.steps.contains(step) } && !skipped.contains { $0.contains(step) }
    }
}
