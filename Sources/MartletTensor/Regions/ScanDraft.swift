// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// A loop about to be made: expressions of one step, and what they are computed from.
struct ScanDraft {
    /// A value that goes from step to step.
    struct Carry {
        let argument: Node
        let initial: Tensor
        let next: Tensor
    }

    /// A value of which each step sees one part.
    struct Slice {
        let argument: Node
        let stacked: Tensor
    }

    var carries: [Carry]
    var slices: [Slice]
    /// What each step gives besides the next carried values.
    var results: [Tensor]
    let length: Int
    let isReversed: Bool

    /// The last carried values and the stacked results.
    func finished() -> (carried: [Tensor], results: [Tensor]) {
        let outputs = carries.map(\.next) + results
        if outputs.isEmpty { return ([], []) }
        let arguments = carries.map(\.argument) + slices.map(\.argument)
        let captured = Captures(of: outputs, arguments: arguments).nodes
        let inputs = captured + arguments
        let scan = Scan(
            body: Graph(body: outputs, from: inputs), constantCount: captured.count,
            carryCount: carries.count, length: length, isReversed: isReversed,
            trace: RegionTrace(inputs: inputs, outputs: outputs))
        let operands = captured.map(Tensor.init) + carries.map(\.initial) + slices.map(\.stacked)
        let all = Tensor.results(of: scan, operands, count: outputs.count)
        return (Array(all[..<carries.count]), Array(all[carries.count...]))
    }
}
