// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor

/// Decides which outputs are computed straight into memory that an input has, and makes sure that all who read the
/// old value run before.
struct InPlaceUpdates {
    /// For each value that is computed in an output's buffer, the output.
    private(set) var outputOf: [Int: Int] = [:]

    /// - Parameters:
    ///   - units: The units; dependencies on readers of old values are added.
    ///   - sharedInputs: For each output, the inputs whose memory it shares.
    init(_ units: inout UnitGraph, sharedInputs: [[Int]]) {
        for (output, value) in units.graph.outputs.enumerated() {
            let root = Self.root(of: value, in: units.graph)
            guard outputOf[root] == nil else { continue }
            let unit = units.unitOf[root]
            guard units.units[unit].kind != .source, units.units[unit].kind != .view else {
                continue
            }
            if Self.allow(root, over: sharedInputs[output], &units) { outputOf[root] = output }
        }
    }

    /// The value whose dense memory a value is.
    static func root(of value: Int, in graph: Graph) -> Int {
        var value = value
        while graph.instructions[value].operation is Reshape {
            value = graph.instructions[value].operands[0]
        }
        return value
    }

    /// Orders the readers of the inputs before the unit that overwrites them; false, and no change, if that cannot be.
    private static func allow(_ value: Int, over inputs: [Int], _ units: inout UnitGraph) -> Bool {
        let writer = units.unitOf[value]
        var readers: Set<Int> = []
        for input in inputs {
            let source = units.graph.inputs[input]
            let reads = transitiveUsers(of: source, in: units)
            for node in reads {
                if units.unitOf[node] != writer {
                    readers.insert(units.unitOf[node])
                } else if !isElementwiseRead(of: source, by: node, value, units) {
                    return false
                }
            }
        }
        guard !readers.contains(where: { units.depends($0, on: writer) }) else { return false }
        if !readers.isEmpty { units.addDependencies(of: writer, on: readers) }
        return true
    }

    /// Instructions that read a value, also through views of it.
    private static func transitiveUsers(of value: Int, in units: UnitGraph) -> Set<Int> {
        var result: Set<Int> = []
        var pending = [value]
        while let next = pending.popLast() {
            for user in units.users[next] where result.insert(user).inserted {
                if units.units[units.unitOf[user]].kind == .view { pending.append(user) }
            }
        }
        return result
    }

    /// Whether a loop reads each element of the input where it writes the same element of the output.
    private static func isElementwiseRead(
        of input: Int, by node: Int, _ value: Int, _ units: UnitGraph
    ) -> Bool {
        guard case .loop = units.units[units.unitOf[value]].kind else { return false }
        let instructions = units.graph.instructions
        return instructions[node].operands.contains(input)
            && instructions[input].type.shape == instructions[value].type.shape
    }
}
