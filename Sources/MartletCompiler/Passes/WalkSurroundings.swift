// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor

/// What is computed for all steps of a loop at once and is read, or made, by that loop alone: products of its inputs
/// before it, sums over all steps of its results behind it.
struct WalkSurroundings {
    /// What becomes of a value behind the loop.
    enum Follower: Equatable {
        /// The same rows in another shape.
        case reshape
        /// A product of rows with a matrix: rows again.
        case rows
        /// A sum over all steps, to which each step adds its part.
        case sum
    }

    let graph: Graph
    /// The instruction of the loop.
    let place: Int
    let scan: Scan
    /// Instructions before the loop that only it needs, in order.
    private(set) var producers: [Int] = []
    /// Instructions behind the loop that only read what it stacks, in order.
    private(set) var followers: [(index: Int, kind: Follower)] = []
    /// Which of the loop's results nobody else reads.
    private(set) var vanished: Set<Int> = []

    private let users: [[Int]]
    private let outputs: Set<Int>
    /// What depends on the loop.
    private let descendants: Set<Int>

    /// `nil` unless there is such a loop at the given place.
    init?(_ graph: Graph, at place: Int, users: [[Int]]) {
        guard let scan = graph.instructions[place].operation as? Scan, scan.length > 1 else {
            return nil
        }
        (self.graph, self.place, self.scan, self.users) = (graph, place, scan, users)
        outputs = Set(graph.outputs)
        var descendants: Set<Int> = [place]
        for index in graph.instructions.indices.dropFirst(place + 1)
        where graph.instructions[index].operands.contains(where: descendants.contains) {
            descendants.insert(index)
        }
        self.descendants = descendants
        findProducers()
        findFollowers()
    }

    /// The bytes of all that need not be kept for all steps.
    var savedByteCount: Int {
        let made = producers.filter { !(graph.instructions[$0].operation is Reshape) }
        return made.reduce(0) { $0 + graph.instructions[$1].type.byteCount }
            + vanished.reduce(0) { $0 + graph.instructions[place].types[$1].byteCount }
    }

    /// Whether the leading axis of a value goes through the steps, or through a number of rows of each.
    func hasSteps(_ value: Int) -> Bool {
        let shape = graph.instructions[value].type.shape
        return shape.rank > 0 && shape[0] > 0 && shape[0] % scan.length == 0
    }

    // MARK: Before the loop

    private mutating func findProducers() {
        var wanted = Set(graph.instructions[place].operands[scan.stackedInputs])
        for index in (0..<place).reversed() where wanted.contains(index) {
            guard let rows = rows(of: index), isOnlyRead(index, by: producers) else { continue }
            producers.append(index)
            wanted.formUnion(rows)
        }
        producers.reverse()
    }

    /// Whether the loop, which walks along it, and the given instructions are all that read a value.
    private func isOnlyRead(_ value: Int, by readers: [Int]) -> Bool {
        let operands = graph.instructions[place].operands
        let others = operands[..<scan.stackedInputs.lowerBound]
        return !outputs.contains(value) && !others.contains(value)
            && users[value].allSatisfy { user in
                user == place || readers.contains(user) && isRead(value, byRowsIn: user)
            }
    }

    /// Whether an instruction reads nothing but rows of a value.
    private func isRead(_ value: Int, byRowsIn user: Int) -> Bool {
        let rows = rows(of: user) ?? []
        return rows.count { $0 == value }
            == graph.instructions[user].operands.count { $0 == value }
    }

    /// The operands whose rows the rows of a value are computed from; `nil` if it is not computed row by row.
    func rows(of value: Int) -> [Int]? {
        let instruction = graph.instructions[value]
        guard hasSteps(value), instruction.furtherTypes.isEmpty else { return nil }
        let operands = instruction.operands
        switch instruction.operation {
        case is Reshape: return hasSteps(operands[0]) ? operands : nil
        case let product as MatMul: return isRowwise(product, operands) ? [operands[0]] : nil
        case let operation where Vectorization.isElementwise(operation):
            return rowsElementwise(instruction)
        default: return nil
        }
    }

    private func isRowwise(_ product: MatMul, _ operands: [Int]) -> Bool {
        let types = operands.map { graph.instructions[$0].type }
        return !product.transposesLeft && types[0].shape.rank >= 2 && types[1].shape.rank == 2
            && hasSteps(operands[0])
    }

    private func rowsElementwise(_ instruction: Graph.Instruction) -> [Int]? {
        var rows: [Int] = []
        for operand in instruction.operands {
            let shape = graph.instructions[operand].type.shape
            if shape == instruction.type.shape {
                guard !(graph.instructions[operand].operation is Broadcast) else { return nil }
                rows.append(operand)
            } else if shape.rank == instruction.type.shape.rank, shape[0] != 1 {
                return nil
            }
        }
        return rows.isEmpty ? nil : rows
    }

    // MARK: Behind the loop

    private mutating func findFollowers() {
        for (part, type) in graph.instructions[place].types.enumerated()
        where part >= scan.carryCount && (type.dtype == .float32 || type.dtype == .float64) {
            let values = stacked(part)
            guard !values.isEmpty, !values.contains(where: outputs.contains) else { continue }
            var found: [(index: Int, kind: Follower)] = []
            var inside = Set(values)
            guard values.allSatisfy({ follow($0, &found, &inside) }), !found.isEmpty else {
                continue
            }
            let known = Set(followers.map(\.index))
            followers += found.filter { !known.contains($0.index) }
            vanished.insert(part)
        }
        followers.sort { $0.index < $1.index }
    }

    /// The values that are one of the loop's results.
    func stacked(_ part: Int) -> [Int] {
        if graph.instructions[place].furtherTypes.isEmpty { return [place] }
        return users[place].filter {
            (graph.instructions[$0].operation as? NthResult)?.index == part
        }
    }

    /// Notes all that reads a value; false if some of it must have the values of all steps at once.
    private func follow(
        _ value: Int, _ found: inout [(index: Int, kind: Follower)], _ inside: inout Set<Int>
    ) -> Bool {
        for user in users[value] {
            guard let kind = kind(of: user, reading: value, inside) else { return false }
            if !found.contains(where: { $0.index == user }) { found.append((user, kind)) }
            if kind == .reshape {
                inside.insert(user)
                guard !outputs.contains(user), follow(user, &found, &inside) else { return false }
            }
        }
        return true
    }

    private func kind(of user: Int, reading value: Int, _ inside: Set<Int>) -> Follower? {
        let instruction = graph.instructions[user]
        let others = instruction.operands.filter { !inside.contains($0) }
        guard instruction.furtherTypes.isEmpty, descendants.isDisjoint(with: others) else {
            return nil
        }
        switch instruction.operation {
        case is Reshape: return hasSteps(user) ? .reshape : nil
        case let sum as Sum: return sum.axes.first == 0 ? .sum : nil
        case let product as MatMul:
            if isContraction(product, instruction.operands) { return .sum }
            let isLeft = instruction.operands[0] == value && others == [instruction.operands[1]]
            return isLeft && isRowwise(product, instruction.operands) ? .rows : nil
        default: return nil
        }
    }

    /// Whether a product sums up over the rows of both operands.
    private func isContraction(_ product: MatMul, _ operands: [Int]) -> Bool {
        product.transposesLeft && !product.transposesRight
            && operands.allSatisfy { graph.instructions[$0].type.shape.rank == 2 && hasSteps($0) }
    }
}
