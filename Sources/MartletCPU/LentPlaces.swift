// SPDX-License-Identifier: Apache-2.0

/// The inputs and outputs of a plan, which may lie somewhere else in each run, and the steps that must know.
struct LentPlaces {
    /// An input, or an output that lies in no input's memory.
    struct Place {
        let storage: Int
        let isInput: Bool
        /// Which of the inputs or outputs it is.
        let position: Int
    }

    let places: [Place]
    /// For each storage, the steps that use it, themselves or for their jumps.
    let users: [[Int]]
    /// The same for the steps that run once.
    let constantUsers: [[Int]]

    init(_ plan: Plan) {
        places = plan.storages.enumerated().compactMap { index, source in
            switch source {
            case .input(let input): Place(storage: index, isInput: true, position: input)
            case .output(let output): Place(storage: index, isInput: false, position: output)
            case .arena, .constant: nil
            }
        }
        users = Self.users(in: plan.steps, plan)
        constantUsers = Self.users(in: plan.constantSteps, plan)
    }

    private static func users(in steps: [PlannedStep], _ plan: Plan) -> [[Int]] {
        var users = [[Int]](repeating: [], count: plan.storages.count)
        for (index, step) in steps.enumerated() {
            let used = step.reads + step.writes + (step.jump?.reads ?? [])
            for storage in Set(used) { users[storage.index].append(index) }
        }
        return users
    }
}
