// SPDX-License-Identifier: Apache-2.0
import CKernels

/// Instructions that become one step (or a few) together, with all that has been decided about them.
struct Unit {
    /// How the unit is lowered.
    enum Kind: Equatable {
        /// A value that is there before the program runs.
        case source
        /// Another way to read a value that is there: no step.
        case view
        /// A fused loop.
        case loop(Loop)
        /// An operation with a lowering of its own, and what rides on it.
        case operation(Riders)
    }

    /// A fused loop, calculating in one type.
    struct Loop: Equatable {
        /// The type; nil while only truth values are involved.
        var register: CKRegister?
        /// How it sees its values, where reductions are among them.
        var frame: LoopFrame?
        /// The nodes of each loop in it, in matching order, where loops that do the same to different arrays are one;
        /// empty where it is alone.
        var parts: [[Int]] = []
    }

    /// A value that is computed straight into the memory of an output.
    struct Home: Equatable {
        let value: Int
        let output: Int
    }

    var kind: Kind
    /// The instructions, in order; the first is the operation itself where there is one.
    var nodes: [Int]
    /// Which of its values are computed in an output's memory.
    var homes: [Home] = []
}
