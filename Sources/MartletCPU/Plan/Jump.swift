// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR

/// A place between two steps of a program.
struct Label: Hashable {
    let number: Int
}

/// Where a program goes on after a step: loops go back, branches go on.
struct Jump {
    /// When the jump is taken.
    enum Condition: Hashable {
        case always
        /// A number of the given type is greater than the limit, or is not.
        case isGreater(View, than: Int)
        case isNotGreater(View, than: Int)
        /// Fewer rounds than the given number have been made; the counter is an int64.
        case isLess(rounds: Storage, than: Int)
    }

    let condition: Condition
    let target: Label
}

extension Jump {
    /// The jump in the kernels' form.
    func bound(_ memory: Memory, to target: Int) -> CKJump {
        var jump = CKJump()
        jump.target = Int64(target)
        switch condition {
        case .always: jump.when = .always
        case .isGreater(let number, let limit): jump.set(.greater, number, limit, memory)
        case .isNotGreater(let number, let limit): jump.set(.notGreater, number, limit, memory)
        case .isLess(let rounds, let limit):
            jump.when = .less
            jump.type = .int64
            jump.value = memory[rounds]
            jump.limit = Int64(limit)
        }
        return jump
    }

    /// The number that decides.
    var reads: [Storage] {
        switch condition {
        case .always: []
        case .isGreater(let number, _), .isNotGreater(let number, _): [number.storage]
        case .isLess(let rounds, _): [rounds]
        }
    }
}

extension CKJump {
    fileprivate mutating func set(
        _ when: CKJumpWhen, _ number: View, _ limit: Int, _ memory: Memory
    ) {
        self.when = when
        type = CKType(number.dtype)
        value = memory[number]
        self.limit = Int64(limit)
    }
}

extension PlannedStep {
    /// Whether jumps name this step's place, or it jumps itself.
    var isPlace: Bool { label != nil || jump != nil }

    /// A step without work: a place that has a label, or that jumps.
    static func place(_ name: String, label: Label? = nil, jump: Jump? = nil) -> PlannedStep {
        PlannedStep(
            name: name, reads: jump?.reads ?? [], writes: [], work: .whole(), label: label,
            jump: jump
        ) { _ in BoundStep({ ck_no_work($0, $1, $2, $3) }, 0) }
    }

    /// The step before a loop: it has made no rounds yet.
    static func start(_ name: String, rounds: Storage, label: Label) -> PlannedStep {
        PlannedStep(
            name: name, reads: [], writes: [rounds], work: .whole(), label: label
        ) { memory in
            BoundStep(
                run: { ck_start_count($0, $1, $2, $3) }, address: memory[rounds],
                context: StepContext())
        }
    }
}
