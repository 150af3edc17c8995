// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor

/// A loop over blocks of steps: what was computed before and behind a loop, and that loop over a block, as its body.
struct BlockedWalk {
    /// The loop over blocks.
    let scan: Scan
    /// Its operands: values of the graph, cut into blocks where it walks along them.
    let operands: [Operand]
    /// Where its results take the place of others.
    let results: [Result]

    /// A value of the graph as an operand.
    enum Operand {
        case whole(Int)
        /// As [blocks, rows of a block, …].
        case blocks(Int)
        /// Zeros to add to.
        case zeros(TensorType)
    }

    /// A result of the loop that values of the graph are replaced with.
    struct Result {
        let values: [Int]
        /// Whether it is [blocks, rows of a block, …] of what the values are.
        let isBlocked: Bool
    }

    /// The same as what `around` describes, in so many blocks.
    init(_ around: WalkSurroundings, blocks: Int) {
        var draft = Draft(around, blocks: blocks)
        draft.add()
        scan = Scan(
            body: draft.body, constantCount: draft.constants.count,
            carryCount: draft.carried.count, length: blocks,
            isReversed: around.scan.isReversed)
        operands = draft.constants + draft.carried + draft.rows
        results = draft.carriedResults + draft.rowResults
    }
}

/// A body in the making.
private struct Draft {
    private let around: WalkSurroundings
    private let blocks: Int
    private(set) var body = Graph(instructions: [], inputs: [], outputs: [])
    /// The body's first carried values: those of the loop, then the sums so far.
    private var initial: [Int] = []
    private var totals: [Int: Int] = [:]
    private(set) var constants: [BlockedWalk.Operand] = []
    private(set) var carried: [BlockedWalk.Operand] = []
    private(set) var rows: [BlockedWalk.Operand] = []
    private(set) var carriedResults: [BlockedWalk.Result] = []
    private(set) var rowResults: [BlockedWalk.Result] = []
    /// The body's values for those of the graph: for rows, those of a block.
    private var values: [Int: Int] = [:]
    /// Rows that the body is given; the same value may also be read as a whole.
    private var rowValues: [Int: Int] = [:]
    private var carriedOutputs: [Int] = []
    private var rowOutputs: [Int] = []

    init(_ around: WalkSurroundings, blocks: Int) {
        (self.around, self.blocks) = (around, blocks)
    }

    private var graph: Graph { around.graph }
    private var scan: Scan { around.scan }

    mutating func add() {
        let place = graph.instructions[around.place]
        let sums = around.followers.filter { $0.kind == .sum }.map(\.index)
        declareInputs(place, sums)
        for index in around.producers { addRowwise(index) }
        let walk = addWalk(place)
        for (part, _) in place.types.enumerated() {
            for value in around.stacked(part) where part >= scan.carryCount {
                values[value] = walk[part]
            }
        }
        for part in 0..<scan.carryCount {
            carriedOutputs.append(walk[part])
            let isAlone = place.furtherTypes.isEmpty
            carriedResults.append(
                .init(values: isAlone ? [around.place] : around.stacked(part), isBlocked: false))
        }
        addFollowers()
        for part in scan.carryCount..<place.types.count where !around.vanished.contains(part) {
            rowOutputs.append(walk[part])
            rowResults.append(.init(values: around.stacked(part), isBlocked: true))
        }
        body.outputs = carriedOutputs + rowOutputs
    }

    // MARK: Inputs

    /// All that the body reads, in the order of a scan's operands.
    private mutating func declareInputs(_ place: Graph.Instruction, _ sums: [Int]) {
        let inside = Set(around.producers + around.followers.map(\.index))
        let made = inside.union(
            (scan.carryCount..<place.types.count).flatMap { around.stacked($0) })
        var whole = Array(place.operands[..<scan.constantCount])
        var cut = Array(place.operands[scan.stackedInputs])
        for index in inside.sorted() {
            let operands = graph.instructions[index].operands
            let walked = Set(rowOperands(of: index))
            whole += operands.filter { !walked.contains($0) }
            cut += operands.filter(walked.contains)
        }
        for value in whole.unique() {
            values[value] = placeholder(graph.instructions[value].type)
            constants.append(.whole(value))
        }
        for value in place.operands[scan.carriedInputs] {
            initial.append(placeholder(graph.instructions[value].type))
            carried.append(.whole(value))
        }
        for value in sums {
            let type = graph.instructions[value].type
            totals[value] = placeholder(type)
            carried.append(.zeros(type))
        }
        for value in cut.unique() where !made.contains(value) {
            rowValues[value] = placeholder(block(graph.instructions[value].type))
            rows.append(.blocks(value))
        }
    }

    private mutating func placeholder(_ type: TensorType) -> Int {
        let index = body.inputs.count
        let value = append(Placeholder(index: index, type: type), [], type)
        body.inputs.append(value)
        return value
    }

    /// The operands of an instruction that a block has a part of.
    private func rowOperands(of index: Int) -> [Int] {
        let operands = graph.instructions[index].operands
        guard let follower = around.followers.first(where: { $0.index == index }) else {
            return around.rows(of: index) ?? []
        }
        return follower.kind == .rows ? [operands[0]] : operands
    }

    // MARK: Instructions

    private mutating func append(
        _ operation: any MartletIR.Operation, _ operands: [Int], _ type: TensorType,
        further: [TensorType] = [], layer: String? = nil
    ) -> Int {
        body.instructions.append(
            .init(operation, operands, type, furtherTypes: further, layer: layer))
        return body.instructions.count - 1
    }

    /// The type of a block's part of a value.
    private func block(_ type: TensorType) -> TensorType {
        let sizes = type.shape.sizes
        return TensorType(Shape([sizes[0] / blocks] + sizes.dropFirst()), type.dtype)
    }

    /// The body's operands for those of an instruction.
    private func operands(of index: Int) -> [Int] {
        let walked = Set(rowOperands(of: index))
        return graph.instructions[index].operands.map { value in
            walked.contains(value) ? rowPart(value) : whole(value)
        }
    }

    /// A block's part of a value that the body makes or is given.
    private func rowPart(_ value: Int) -> Int { rowValues[value] ?? whole(value) }

    private func whole(_ value: Int) -> Int {
        guard let known = values[value] else {
            internalFailure("%\(value) is not in the block of a walk\n\(graph)")
        }
        return known
    }

    private mutating func addRowwise(_ index: Int) {
        let instruction = graph.instructions[index]
        let type = block(instruction.type)
        let operation: any MartletIR.Operation =
            instruction.operation is Reshape ? Reshape(shape: type.shape) : instruction.operation
        values[index] = append(operation, operands(of: index), type, layer: instruction.layer)
    }

    /// The loop over the steps of a block; returns its results.
    private mutating func addWalk(_ place: Graph.Instruction) -> [Int] {
        let steps = Scan(
            body: scan.body, constantCount: scan.constantCount, carryCount: scan.carryCount,
            length: scan.length / blocks, isReversed: scan.isReversed)
        let constants = place.operands[..<scan.constantCount].map(whole)
        let walked = place.operands[scan.stackedInputs].map(rowPart)
        let types = place.types.enumerated().map { part, type in
            part < scan.carryCount ? type : block(type)
        }
        let value = append(
            steps, constants + initial + walked, types[0], further: Array(types.dropFirst()),
            layer: place.layer)
        if types.count == 1 { return [value] }
        return types.enumerated().map { part, type in
            append(NthResult(index: part, type: type), [value], type, layer: place.layer)
        }
    }

    private mutating func addFollowers() {
        for (index, kind) in around.followers {
            guard kind == .sum else {
                addRowwise(index)
                if kind == .rows, let value = values[index] {
                    rowOutputs.append(value)
                    rowResults.append(.init(values: [index], isBlocked: true))
                }
                continue
            }
            let instruction = graph.instructions[index]
            let part = append(
                instruction.operation, operands(of: index), instruction.type,
                layer: instruction.layer)
            let total = totals[index].map { [$0, part] } ?? []
            carriedOutputs.append(
                append(Add(), total, instruction.type, layer: instruction.layer))
            carriedResults.append(.init(values: [index], isBlocked: false))
        }
    }
}

extension [Int] {
    /// Each once, in the order of their first places.
    fileprivate func unique() -> [Int] {
        var seen: Set<Int> = []
        return filter { seen.insert($0).inserted }
    }
}
