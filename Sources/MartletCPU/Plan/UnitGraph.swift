// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor

/// A graph whose instructions are gathered in units, with the dependencies between units.
struct UnitGraph {
    let graph: Graph
    /// For each value, the instructions that read it.
    let users: [[Int]]
    let outputs: Set<Int>
    /// Emptied units stay in the array, without nodes.
    private(set) var units: [Unit]
    private(set) var unitOf: [Int]
    /// Units that must run before a unit although it reads nothing of theirs.
    private(set) var extraDependencies: [Int: Set<Int>] = [:]
    /// For each node, whether no unit, with what it must wait for, lies on both sides of the place before it.
    private var isBoundary: [Bool]

    init(_ graph: Graph) {
        self.graph = graph
        users = graph.users()
        outputs = Set(graph.outputs)
        unitOf = Array(graph.instructions.indices)
        isBoundary = graph.instructions.map { _ in true }
        units = graph.instructions.enumerated().map { index, instruction in
            Unit(kind: Self.kind(of: instruction, in: graph), nodes: [index])
        }
    }

    private static func kind(of instruction: Graph.Instruction, in graph: Graph) -> Unit.Kind {
        switch instruction.operation {
        case is Placeholder, is Literal, is Constant, is Iota: return .source
        case let operation where isView(operation): return .view
        default:
            let types = instruction.operands.map { graph.instructions[$0].type.dtype }
            guard let kind = ElementwiseKind(instruction, types) else {
                return .operation(Riders())
            }
            return .loop(Unit.Loop(register: kind.register))
        }
    }

    /// Whether an operation only gives another way to read its operand.
    static func isView(_ operation: any Operation) -> Bool {
        switch operation {
        case is Reshape, is Broadcast, is Transpose, is Slice, is Reverse, is NthResult,
            is Barrier:
            true
        default: false
        }
    }

    /// The units that `unit` reads from, or must run after.
    func dependencies(of unit: Int) -> Set<Int> {
        var result = extraDependencies[unit] ?? []
        for node in units[unit].nodes {
            for operand in graph.instructions[node].operands { result.insert(unitOf[operand]) }
        }
        result.remove(unit)
        return result
    }

    /// Whether `unit` must run after `target`, directly or not.
    func depends(_ unit: Int, on target: Int) -> Bool {
        reaches([unit], [target])
    }

    /// Whether two units can become one: nothing outside lies between them.
    func canMerge(_ first: Int, _ second: Int) -> Bool { canMerge([first, second]) }

    /// Whether units can become one: nothing outside lies between any of them.
    func canMerge(_ group: Set<Int>) -> Bool {
        let outside = group.reduce(into: Set<Int>()) { $0.formUnion(dependencies(of: $1)) }
        return !reaches(outside.subtracting(group), group)
    }

    private func reaches(_ starts: Set<Int>, _ targets: Set<Int>) -> Bool {
        guard let earliest = targets.compactMap({ units[$0].nodes.min() }).min() else {
            return false
        }
        let horizon = horizon(before: earliest)
        var pending = Array(starts)
        var seen = starts
        while let unit = pending.popLast() {
            if targets.contains(unit) { return true }
            guard units[unit].nodes.contains(where: { $0 >= horizon }) else { continue }
            for next in dependencies(of: unit) where seen.insert(next).inserted {
                pending.append(next)
            }
        }
        return false
    }

    /// The greatest number, at most `node`, that no unit spans: what ends before it cannot need what begins after it.
    ///
    /// Nodes are in an order in which they can run; a unit of several nodes, though, needs whatever its last node needs,
    /// and so does all that reads its first.
    private func horizon(before node: Int) -> Int {
        isBoundary[...node].lastIndex(of: true) ?? 0
    }

    /// Takes note of where a unit lies.
    private mutating func noteSpan(of unit: Int) {
        let awaited = (extraDependencies[unit] ?? []).compactMap { units[$0].nodes.max() }
        guard let first = units[unit].nodes.min(), let last = (units[unit].nodes + awaited).max(),
            first < last
        else { return }
        for node in (first + 1)...last { isBoundary[node] = false }
    }

    /// Makes a unit wait for others although it reads nothing of theirs.
    mutating func addDependencies(of unit: Int, on others: Set<Int>) {
        extraDependencies[unit, default: []].formUnion(others)
        noteSpan(of: unit)
    }

    /// Makes one unit of two; the nodes of `first` come first.
    mutating func merge(_ second: Int, into first: Int, sorting: Bool = false) {
        guard first != second else { return }
        units[first].nodes += units[second].nodes
        if sorting { units[first].nodes.sort() }
        for node in units[second].nodes { unitOf[node] = first }
        units[first].homes += units[second].homes
        units[second].nodes = []
        units[second].homes = []
        if let extra = extraDependencies.removeValue(forKey: second) {
            extraDependencies[first, default: []].formUnion(extra)
        }
        for (unit, extra) in extraDependencies where extra.contains(second) {
            extraDependencies[unit]?.remove(second)
            if unit != first { extraDependencies[unit]?.insert(first) }
        }
        extraDependencies[first]?.remove(first)
        noteSpan(of: first)
        for (unit, extra) in extraDependencies where extra.contains(first) { noteSpan(of: unit) }
    }

    mutating func setKind(_ kind: Unit.Kind, of unit: Int) { units[unit].kind = kind }

    /// What rides on an instruction's operation.
    func riders(of node: Int) -> Riders {
        guard case .operation(let riders) = units[unitOf[node]].kind else { return Riders() }
        return riders
    }

    /// Changes what rides on an instruction's operation.
    mutating func changeRiders(of node: Int, _ change: (inout Riders) -> Void) {
        var riders = riders(of: node)
        change(&riders)
        units[unitOf[node]].kind = .operation(riders)
    }

    /// Makes a value be computed in the memory of an output.
    mutating func setHome(of value: Int, output: Int) {
        units[unitOf[value]].homes.append(Unit.Home(value: value, output: output))
    }

    /// The only instruction that reads a value, if it is no output of the graph.
    func onlyUser(of value: Int) -> Int? {
        outputs.contains(value) || users[value].count != 1 ? nil : users[value][0]
    }
}
