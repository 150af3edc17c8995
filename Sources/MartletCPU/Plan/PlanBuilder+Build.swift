// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor

extension PlanBuilder {
    /// Lowers the whole graph; an output that an input is donated to lies in the input's memory.
    func build() throws {
        let inputs = graph.inputs.enumerated().map { index, value in
            View(dense: type(value), in: add(.input(index)))
        }
        let donors = Dictionary(graph.donations.map { ($0.output, inputs[$0.input].storage) }) {
            $1
        }
        let outputs = graph.outputs.enumerated().map { index, value in
            View(dense: type(value), in: donors[index] ?? add(.output(index)))
        }
        try build(inputs: inputs, outputs: outputs)
    }

    /// Lowers the whole graph.
    ///
    /// - Parameters:
    ///   - inputs: Where the inputs lie.
    ///   - outputs: Where the outputs go: the memory of the inputs that are donated to them, or other memory.
    /// - Throws: `ExecutionError` if a library refuses.
    func build(inputs: [View], outputs: [View]) throws {
        var units = UnitGraph(graph)
        // Products in the body of a loop are our own; see `Lowering.emitInLoop`.
        AttachEpilogues.apply(to: &units, addsResiduals: rounds.inner != nil)
        FuseLoops.apply(to: &units)
        DonatedUpdates.apply(to: &units)
        MergeUpdates.apply(to: &units)
        guard let order = Schedule.order(of: units) else {
            internalFailure("the units of a graph wait for each other\n\(graph)")
        }
        for (view, value) in strictZip(inputs, graph.inputs) { setView(view, of: value) }
        for home in units.units.flatMap(\.homes) {
            setHome(View(outputs[home.output], as: type(home.value)), of: home.value)
        }
        let snapshots = emitSnapshots(inputs: inputs, outputs: outputs.map(\.storage))
        let lowering = Lowering(self, units)
        lowering.placeConcatenated()
        for unit in order { try lowering.lower(unit) }
        emitOutputs(outputs, snapshots)
    }

    /// A copy of an input that an output overwrites.
    private struct Snapshot {
        let storage: Storage
        /// Where the input began in its own memory: the copy begins at 0.
        let offset: Int
    }

    /// Copies inputs that are outputs as they are, where another output overwrites them.
    private func emitSnapshots(inputs: [View], outputs: [Storage]) -> [Storage: Snapshot] {
        var snapshots: [Storage: Snapshot] = [:]
        for (index, value) in graph.outputs.enumerated() {
            let root = viewedRoot(of: value)
            guard let position = graph.inputs.firstIndex(of: root) else { continue }
            let input = inputs[position]
            guard outputs.contains(input.storage),
                !(root == value && input.storage == outputs[index]),
                snapshots[input.storage] == nil
            else { continue }
            let copy = temporary(type(root))
            emitCopy(from: view(root), to: copy)
            snapshots[input.storage] = Snapshot(storage: copy.storage, offset: input.offset)
        }
        return snapshots
    }

    /// The value that a value is a view of, directly or not; itself if it is none.
    private func viewedRoot(of value: Int) -> Int {
        var root = value
        while let operand = viewedOperand(of: root) { root = operand }
        return root
    }

    /// The operand that a value is a view of.
    private func viewedOperand(of value: Int) -> Int? {
        if let part = graph.instructions[value].operation as? NthResult {
            let source = graph.instructions[graph.instructions[value].operands[0]]
            return source.operation is Barrier ? source.operands[part.index] : nil
        }
        return UnitGraph.isView(graph.instructions[value].operation)
            ? graph.instructions[value].operands[0] : nil
    }

    /// Copies to the outputs what was not computed there.
    ///
    /// A copy may overwrite an input that a later one reads: those read the snapshot. What was computed in the
    /// input's memory is no such value, though it lies there.
    private func emitOutputs(_ outputs: [View], _ snapshots: [Storage: Snapshot]) {
        for (target, value) in strictZip(outputs, graph.outputs) {
            var source = movingView(value)
            let isThere =
                source.isDense && source.storage == target.storage
                && source.offset == target.offset && source.motion == target.motion
            if isThere { continue }
            if graph.inputs.contains(viewedRoot(of: value)),
                let snapshot = snapshots[source.storage]
            {
                source.storage = snapshot.storage
                source.offset -= snapshot.offset
            }
            emitCopy(from: source, to: target)
        }
    }
}
