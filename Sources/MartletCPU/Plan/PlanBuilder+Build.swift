// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor

extension PlanBuilder {
    /// Lowers the whole graph; an output that an input is donated to lies in the input's memory.
    func build() throws {
        var units = UnitGraph(graph)
        AttachEpilogues.apply(to: &units)
        FuseLoops.apply(to: &units)
        DonatedUpdates.apply(to: &units)
        MergeUpdates.apply(to: &units)
        guard let order = Schedule.order(of: units) else {
            internalFailure("the units of a graph wait for each other\n\(graph)")
        }
        let inputs = graph.inputs.indices.map { add(.input($0)) }
        for (storage, value) in strictZip(inputs, graph.inputs) {
            setView(View(dense: type(value), in: storage), of: value)
        }
        let donors = Dictionary(graph.donations.map { ($0.output, inputs[$0.input]) }) { $1 }
        let outputs = graph.outputs.indices.map { donors[$0] ?? add(.output($0)) }
        for home in units.units.flatMap(\.homes) { setHome(outputs[home.output], of: home.value) }
        let snapshots = emitSnapshots(inputs: inputs, outputs: outputs)
        let lowering = Lowering(self, units)
        for unit in order { try lowering.lower(unit) }
        emitOutputs(outputs, snapshots)
    }

    /// Copies inputs that are outputs as they are, where another output overwrites them.
    private func emitSnapshots(inputs: [Storage], outputs: [Storage]) -> [Storage: Storage] {
        var snapshots: [Storage: Storage] = [:]
        for (index, value) in graph.outputs.enumerated() {
            var root = value
            while let operand = viewedOperand(of: root) { root = operand }
            guard let input = graph.inputs.firstIndex(of: root), outputs.contains(inputs[input]),
                !(root == value && inputs[input] == outputs[index]),
                snapshots[inputs[input]] == nil
            else { continue }
            let copy = temporary(type(root))
            emitCopy(from: view(root), to: copy)
            snapshots[inputs[input]] = copy.storage
        }
        return snapshots
    }

    /// The operand that a value is a view of.
    private func viewedOperand(of value: Int) -> Int? {
        UnitGraph.isView(graph.instructions[value].operation)
            ? graph.instructions[value].operands[0] : nil
    }

    /// Copies to the outputs what was not computed there.
    ///
    /// A copy may overwrite an input that a later one reads: those read the snapshot.
    private func emitOutputs(_ outputs: [Storage], _ snapshots: [Storage: Storage]) {
        for (index, value) in graph.outputs.enumerated() {
            let target = View(dense: type(value), in: outputs[index])
            var source = view(value)
            let isThere =
                source.storage == target.storage && source.isDense && source.offset == 0
            if isThere { continue }
            source.storage = snapshots[source.storage] ?? source.storage
            emitCopy(from: source, to: target)
        }
    }
}
