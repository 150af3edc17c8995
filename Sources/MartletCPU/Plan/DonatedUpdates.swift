// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor

/// Decides which outputs are computed straight into the memory of the inputs that are donated to them, or of nobody
/// else, and makes sure that all who read an old value run before it is overwritten.
struct DonatedUpdates {
    /// Gives values their homes, and adds dependencies on readers of old values.
    static func apply(to units: inout UnitGraph) {
        let donors = Dictionary(units.graph.donations.map { ($0.output, $0.input) }) { $1 }
        for (output, value) in units.graph.outputs.enumerated() {
            let root = self.root(of: value, in: units.graph)
            let unit = units.units[units.unitOf[root]]
            guard !unit.homes.contains(where: { $0.value == root }), unit.kind != .source
            else { continue }
            if unit.kind == .view {
                if donors[output] == nil, isComputed(root, units) {
                    units.setHome(of: root, output: output)
                }
                continue
            }
            let isFree = donors[output].map { allow(root, over: units.graph.inputs[$0], &units) }
            if isFree ?? true { units.setHome(of: root, output: output) }
        }
    }

    /// Whether a value is one of several results, which are computed where they are placed.
    private static func isComputed(_ value: Int, _ units: UnitGraph) -> Bool {
        let instruction = units.graph.instructions[value]
        guard instruction.operation is NthResult,
            case .operation = units.units[units.unitOf[instruction.operands[0]]].kind
        else { return false }
        return true
    }

    /// The value whose dense memory a value is.
    static func root(of value: Int, in graph: Graph) -> Int {
        var value = value
        while graph.instructions[value].operation is Reshape {
            value = graph.instructions[value].operands[0]
        }
        return value
    }

    /// Orders the readers of an input before the unit that overwrites it; false, and no change, if that cannot be.
    private static func allow(_ value: Int, over input: Int, _ units: inout UnitGraph) -> Bool {
        let writer = units.unitOf[value]
        var readers: Set<Int> = []
        for reader in self.readers(of: input, in: units) {
            if units.unitOf[reader.node] != writer {
                readers.insert(units.unitOf[reader.node])
            } else if !isElementwise(reader, of: input, value, units) {
                return false
            }
        }
        guard !readers.contains(where: { units.depends($0, on: writer) }) else { return false }
        if !readers.isEmpty { units.addDependencies(of: writer, on: readers) }
        return true
    }

    /// An instruction that reads a value, as it lies or through a view of it.
    private struct Reader: Hashable {
        let node: Int
        let isDirect: Bool
    }

    /// Instructions that read a value, also through views of it.
    private static func readers(of value: Int, in units: UnitGraph) -> Set<Reader> {
        var result: Set<Reader> = []
        var pending = [value]
        while let next = pending.popLast() {
            for user in units.users[next] {
                let isNew = result.insert(Reader(node: user, isDirect: next == value)).inserted
                if isNew, units.units[units.unitOf[user]].kind == .view { pending.append(user) }
            }
        }
        return result
    }

    /// Whether a loop reads each element of the input where it writes the same element of the output.
    ///
    /// One that reads it through a view as well may find another place already overwritten.
    private static func isElementwise(
        _ reader: Reader, of input: Int, _ value: Int, _ units: UnitGraph
    ) -> Bool {
        guard case .loop(let loop) = units.units[units.unitOf[value]].kind, reader.isDirect else {
            return false
        }
        let instructions = units.graph.instructions
        let shape = instructions[value].type.shape
        return instructions[input].type.shape == shape
            && instructions[reader.node].type.shape == shape
            && loop.frame?.levels[reader.node] == loop.frame?.levels[value]
    }
}
