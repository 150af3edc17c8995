// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor

/// How a fused loop with reductions sees its values: as rows and columns, and what each of its values is one of.
///
/// Values are indexed by rows and columns in row-major order, whatever their axes: an image of `[batch, height, width,
/// channels]` whose channels are summed has as many columns as channels.
struct LoopFrame: Equatable {
    let rows: Int
    let columns: Int
    /// What a loop's instructions, but for views, have one value of.
    private(set) var levels: [Int: LoopLevel] = [:]
    /// For views that belong to the loop, the instruction whose value they show.
    private(set) var roots: [Int: Int] = [:]

    /// A row must fit the cache; a row of a few elements more is left to whole passes.
    private static let mostColumns = 16_384
    private static let mostBlockColumns = 512
    /// Rows that are this long must be many, or nobody could share the work.
    private static let leastRows = 8
    private static let mostUnshared = 1 << 16

    /// Whether loops have so many rows and columns.
    static func suits(rows: Int, columns: Int) -> Bool {
        let isShareable = rows >= leastRows || rows * columns <= mostUnshared
        return rows > 0 && columns > 0 && columns <= mostColumns && isShareable
    }

    /// The frame of instructions that have a reduction among them; nil if there is none that suits all.
    init?(_ nodes: [Int], in graph: Graph) {
        guard let sizes = Self.sizes(nodes, graph) else { return nil }
        (rows, columns) = sizes
        guard Self.suits(rows: rows, columns: columns) else { return nil }
        for node in nodes where UnitGraph.isView(graph.instructions[node].operation) {
            let operand = graph.instructions[node].operands[0]
            roots[node] = roots[operand] ?? operand
        }
        let members = Set(nodes)
        findLevels(nodes, members, graph)
        let isSoundEverywhere = nodes.allSatisfy { roots[$0] != nil || isSound($0, members, graph) }
        guard isSoundEverywhere, roots.values.allSatisfy({ levels[$0] != nil }) else { return nil }
    }

    /// A frame for a loop without reductions, if operands have a value for each of its rows or columns, and rows are
    /// shorter than tiles: each block reads them once, not row by row.
    init?(_ nodes: [Int], in graph: Graph, view: (Int) -> View) {
        let (sizes, members) = (graph.instructions[nodes[0]].type.shape.sizes, Set(nodes))
        let operands = Set(nodes.flatMap { graph.instructions[$0].operands }).subtracting(members)
        let arrays = operands.sorted().map { view($0).broadcast(to: sizes) }.filter { array in
            !array.isDense && array.strides.contains { $0 != 0 }
        }
        let split = arrays.lazy.compactMap { array in
            sizes.indices.dropFirst().first { axis in
                array.isRepeated(along: 0..<axis) && array.strides[axis] != 0
                    || array.isRepeated(along: axis..<sizes.count) && array.strides[axis - 1] != 0
            }
        }.first
        guard let split else { return nil }
        columns = sizes[split...].reduce(1, *)
        rows = sizes[..<split].reduce(1, *)
        guard (2...Self.mostBlockColumns).contains(columns) else { return nil }
        for node in nodes { levels[node] = .element }
    }

    /// The value that is read: what a view of the loop shows, or the operand itself.
    func root(_ value: Int) -> Int { roots[value] ?? value }

    /// How many values there are at a level.
    func count(_ level: LoopLevel) -> Int {
        switch level {
        case .element: rows * columns
        case .row: rows
        case .column: columns
        case .total: 1
        }
    }

    // MARK: Sizes

    private static func sizes(_ nodes: [Int], _ graph: Graph) -> (Int, Int)? {
        var sizes: (rows: Int, columns: Int)?
        var most = 0
        for node in nodes {
            guard let fold = LoopFold(graph.instructions[node], in: graph) else { continue }
            most = max(most, fold.rows * fold.columns)
            guard fold.target != .total else { continue }
            let own = (rows: fold.rows, columns: fold.columns)
            guard sizes ?? own == own else { return nil }
            sizes = own
        }
        return sizes ?? (most > 0 ? (most, 1) : nil)
    }

    // MARK: Levels

    /// Finds levels from what is certain: all elements, results of reductions, and what is computed from, or with, them.
    private mutating func findLevels(_ nodes: [Int], _ members: Set<Int>, _ graph: Graph) {
        var isSettled = false
        while !isSettled {
            isSettled = true
            for node in nodes where roots[node] == nil {
                if levels[node] == nil, let level = level(of: node, graph) {
                    levels[node] = level
                    isSettled = false
                }
                guard let level = levels[node], !graph.instructions[node].isFold else { continue }
                for operand in graph.instructions[node].operands
                where isUnknown(operand, members, count: count(level), graph) {
                    levels[root(operand)] = level
                    isSettled = false
                }
            }
        }
    }

    private func isUnknown(_ value: Int, _ members: Set<Int>, count: Int, _ graph: Graph) -> Bool {
        let root = root(value)
        return levels[root] == nil && members.contains(root) && !graph.instructions[root].isFold
            && graph.instructions[root].type.shape.count == count
    }

    private func level(of node: Int, _ graph: Graph) -> LoopLevel? {
        let instruction = graph.instructions[node]
        if let fold = LoopFold(instruction, in: graph) { return fold.target }
        let count = instruction.type.shape.count
        if count == rows * columns { return .element }
        for operand in instruction.operands {
            if let level = levels[root(operand)], self.count(level) == count { return level }
        }
        // A number computed with numbers from outside, such as a decayed mean.
        let fitting = [LoopLevel.row, .column, .total].filter { self.count($0) == count }
        return fitting.count == 1 ? fitting[0] : nil
    }

    // MARK: Soundness

    /// Whether an instruction can be computed at its level from what it reads.
    private func isSound(_ node: Int, _ members: Set<Int>, _ graph: Graph) -> Bool {
        let instruction = graph.instructions[node]
        guard let level = levels[node], instruction.type.shape.count == count(level) else {
            return false
        }
        if let fold = LoopFold(instruction, in: graph) {
            return isSound(fold, instruction.operands[0], members, graph)
        }
        let shape = instruction.type.shape
        guard level != .element || split(shape.sizes) != nil else { return false }
        return instruction.operands.allSatisfy { operand in
            guard members.contains(root(operand)) else { return true }
            guard let source = levels[root(operand)],
                let view = layout(of: operand, graph)?.broadcast(to: shape.sizes)
            else { return false }
            if source == level { return view.isDense }
            return level == .element && source == .row && isRepeatedAlongRows(view)
        }
    }

    private func isSound(_ fold: LoopFold, _ operand: Int, _ members: Set<Int>, _ graph: Graph)
        -> Bool
    {
        let isElements = fold.rows * fold.columns == rows * columns
        let source: LoopLevel
        if members.contains(root(operand)) {
            guard let level = levels[root(operand)],
                layout(of: operand, graph)?.isDense ?? false
            else { return false }
            source = level
        } else {
            source = isElements ? .element : .row
        }
        switch source {
        case .element:
            let suits = fold.target == .total || (fold.rows, fold.columns) == (rows, columns)
            return isElements && suits && (!fold.isIndex || columns <= LoopFold.mostIndices)
        case .row:
            return fold.target == .total && fold.rows * fold.columns == rows && !fold.isIndex
        case .column, .total: return false
        }
    }

    /// How the loop's own views let a value of the loop be seen; nil if no strides say it.
    private func layout(of value: Int, _ graph: Graph) -> View? {
        guard roots[value] != nil else {
            return View(dense: graph.instructions[value].type, in: Storage(index: 0))
        }
        let instruction = graph.instructions[value]
        return layout(of: instruction.operands[0], graph)?.seen(through: instruction)
    }

    // MARK: Patterns

    /// The first axis of the columns; nil if an axis lies across.
    func split(_ sizes: [Int]) -> Int? {
        var (axis, inner) = (sizes.count, 1)
        while axis > 0, inner < columns {
            axis -= 1
            inner *= sizes[axis]
        }
        return inner == columns ? axis : nil
    }

    /// Whether all elements of a row are one, and the rows follow each other.
    private func isRepeatedAlongRows(_ view: View) -> Bool {
        guard let axis = split(view.sizes) else { return false }
        return view.isRepeated(along: axis..<view.sizes.count)
            && view.part(of: 0..<axis).isDense
    }
}

extension View {
    /// Whether all places along some axes are the same.
    func isRepeated(along axes: Range<Int>) -> Bool {
        axes.allSatisfy { sizes[$0] == 1 || strides[$0] == 0 }
    }

    /// The first of all places along the other axes.
    func part(of axes: Range<Int>) -> View {
        var view = self
        view.sizes = Array(sizes[axes])
        view.strides = Array(strides[axes])
        return view
    }
}
