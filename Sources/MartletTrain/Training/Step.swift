// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletIR

/// What is done with a batch: one program for each shape of batch.
protocol Step {
    /// What the programs are for.
    var kind: ProgramCache.Kind { get }
    /// The network whose parameters come first among the inputs.
    var network: Network { get }
    /// The memory of the inputs that come before the batch.
    var fixed: [Buffer] { get }
    /// Writes the step down for batches of the given types; called inside `checking`.
    func trace(_ types: BatchTypes) -> ProgramTrace
}

extension Step {
    /// A program for batches of the given types, until it is given back.
    func borrow(_ types: BatchTypes, from programs: ProgramCache) throws -> ProgramCache.Loan {
        try programs.borrow(kind, types, fixed: fixed, parameters: network.version) {
            try checking { trace(types) }
        }
    }
}
