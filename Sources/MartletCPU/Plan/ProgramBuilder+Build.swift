// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor

extension ProgramBuilder {
    /// Lowers the whole graph, reading from `inputs` and writing to `outputs`; an output may share an input's buffer.
    func build(inputs: [Buffer], outputs: [Buffer]) throws {
        var units = UnitGraph(graph)
        let epilogues = AttachEpilogues(&units)
        FuseLoops.apply(to: &units)
        let shared = outputs.map { output in inputs.indices.filter { inputs[$0] === output } }
        let inPlace = InPlaceUpdates(&units, sharedInputs: shared)
        let merged = MergeUpdates(&units)
        guard let order = Schedule.order(of: units) else {
            internalFailure("the units of a graph wait for each other\n\(graph)")
        }
        for (index, value) in graph.inputs.enumerated() {
            setView(View(dense: type(value), in: storage(of: inputs[index])), of: value)
        }
        for (value, output) in inPlace.outputOf { setHome(storage(of: outputs[output]), of: value) }
        let snapshots = emitSnapshots(inputs: inputs, outputs: outputs)
        let lowering = Lowering(self, units, epilogues, merged)
        for unit in order { try lowering.lower(unit) }
        emitOutputs(outputs, snapshots)
    }

    /// Copies inputs that are outputs as they are, where another output overwrites them.
    private func emitSnapshots(inputs: [Buffer], outputs: [Buffer]) -> [Int: View] {
        var snapshots: [Int: View] = [:]
        for (index, value) in graph.outputs.enumerated() where snapshots[value] == nil {
            var root = value
            while !(graph.instructions[root].operation is Placeholder) {
                guard let operand = viewedOperand(of: root) else { break }
                root = operand
            }
            guard let input = graph.inputs.firstIndex(of: root),
                outputs.contains(where: { $0 === inputs[input] }),
                !(root == value && inputs[input] === outputs[index])
            else { continue }
            let copy = View(dense: type(root), in: temporary(byteCount: type(root).byteCount))
            emitCopy(from: view(root), to: copy)
            snapshots[root] = copy
        }
        return snapshots
    }

    /// The operand that a value is a view of.
    private func viewedOperand(of value: Int) -> Int? {
        switch graph.instructions[value].operation {
        case is Reshape, is Broadcast, is Transpose, is Slice, is Reverse:
            graph.instructions[value].operands[0]
        default: nil
        }
    }

    /// Copies to the outputs what was not computed there.
    private func emitOutputs(_ outputs: [Buffer], _ snapshots: [Int: View]) {
        for (index, value) in graph.outputs.enumerated() {
            let target = View(dense: type(value), in: storage(of: outputs[index]))
            var source = view(value)
            let isThere = source.storage == target.storage && source.isDense && source.offset == 0
            if isThere { continue }
            if let snapshot = snapshots.first(where: { view($0.key).storage == source.storage }) {
                source.storage = snapshot.value.storage
            }
            emitCopy(from: source, to: target)
        }
    }
}
