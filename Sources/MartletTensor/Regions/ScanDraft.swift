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
        /// What stands for the part: any node, behind which the body does not look.
        let argument: Node
        let stacked: Tensor
    }

    /// What is known to be read from outside, in this order.
    var constants: [Node] = []
    var carries: [Carry]
    var slices: [Slice]
    /// What each step gives besides the next carried values.
    var results: [Tensor]
    let length: Int
    let isReversed: Bool
    /// Whether products that steps do not wait for are taken out of the loop.
    var hoists = true

    /// The last carried values and the stacked results.
    func finished() -> (carried: [Tensor], results: [Tensor]) {
        if carries.isEmpty, results.isEmpty { return ([], []) }
        if !hoists { return made() }
        var draft = self
        draft.slices += HoistedProducts(of: self).slices
        let sunk = SunkProducts(of: draft)
        draft.results = sunk.results
        let made = draft.made()
        return (made.carried, sunk.finished(made.results))
    }

    private func made() -> (carried: [Tensor], results: [Tensor]) {
        var places: [ObjectIdentifier: Int] = [:]
        var distinct: [Tensor] = []
        for result in results where places[ObjectIdentifier(result.node)] == nil {
            places[ObjectIdentifier(result.node)] = distinct.count
            distinct.append(result)
        }
        let all = loop(carries.map(\.next) + distinct)
        let stacked = Array(all[carries.count...])
        return (
            Array(all[..<carries.count]),
            results.map { stacked[places[ObjectIdentifier($0.node)] ?? 0] }
        )
    }

    private func loop(_ outputs: [Tensor]) -> [Tensor] {
        let given = constants + carries.map(\.argument) + slices.map(\.argument)
        let captured = constants + Captures(of: outputs, arguments: given).nodes
        let reached = Set(
            Node.inOrder(outputs.map(\.node), from: Set(given.map(ObjectIdentifier.init)))
                .map(ObjectIdentifier.init))
        let read =
            hoists ? slices.filter { reached.contains(ObjectIdentifier($0.argument)) } : slices
        let inputs = captured + carries.map(\.argument) + read.map(\.argument)
        let scan = Scan(
            body: Graph(body: outputs, from: inputs), constantCount: captured.count,
            carryCount: carries.count, length: length, isReversed: isReversed,
            trace: RegionTrace(inputs: inputs, outputs: outputs))
        let operands = captured.map(Tensor.init) + carries.map(\.initial) + read.map(\.stacked)
        return Tensor.results(of: scan, operands, count: outputs.count)
    }
}
