// SPDX-License-Identifier: Apache-2.0
package import MartletIR
import MartletTensor

/// Walks along long sequences block by block, so that what a loop reads and makes stays in the cache.
///
///     y = x·W;  scan over y: z;  ∂W = xᵀ·z;  ∂x = z·Wᵀ
///
/// becomes
///
///     scan over blocks of x { y = block·W;  scan over y: z;  ∂W += blockᵀ·z;  ∂x = z·Wᵀ }
///
/// Neither y nor z is ever there for all steps: large products before and behind a recurrent layer would write and read
/// them from memory several times. The products are as many multiplications as before, in fewer, still tall, matrices; sums
/// over all steps are sums of the blocks' sums, in the order of the walk.
package struct WalkInBlocks: Pass, Hashable {
    /// Loops for which less would be kept for all steps are left as they are.
    private let leastByteCount: Int
    /// What is kept for a block is at most so large.
    private let blockByteCount: Int
    /// A block's products have at least so many rows.
    private let leastRows: Int

    /// The pass; the defaults were measured with a second-level cache of 1 MB.
    package init(leastByteCount: Int = 4 << 20, blockByteCount: Int = 2 << 20, leastRows: Int = 64)
    {
        self.leastByteCount = leastByteCount
        self.blockByteCount = blockByteCount
        self.leastRows = leastRows
    }

    /// As few blocks as can be, wherever it can be done, for tests.
    package static let smallest = WalkInBlocks(
        leastByteCount: 0, blockByteCount: .max, leastRows: 1)

    /// The graph with loops over blocks where that pays.
    package func apply(to graph: Graph) -> Graph {
        var graph = graph
        while let blocked = firstBlocked(in: graph) { graph = blocked }
        return graph
    }

    private func firstBlocked(in graph: Graph) -> Graph? {
        let users = graph.users()
        for place in graph.instructions.indices {
            guard let around = WalkSurroundings(graph, at: place, users: users),
                let blocks = blockCount(around)
            else { continue }
            return rewrite(around, BlockedWalk(around, blocks: blocks))
        }
        return nil
    }

    /// Into how many blocks the steps are cut; `nil` if it does not pay, or they have no divisor that fits.
    private func blockCount(_ around: WalkSurroundings) -> Int? {
        let saved = around.savedByteCount
        guard saved > 0, saved >= leastByteCount else { return nil }
        let length = around.scan.length
        return (2...length).first { blocks in
            length % blocks == 0 && saved / blocks <= blockByteCount
        }.flatMap { isTall(around, $0) ? $0 : nil }
    }

    /// Whether the rows of a block are enough for a fast product.
    private func isTall(_ around: WalkSurroundings, _ blocks: Int) -> Bool {
        let instructions = around.graph.instructions
        let products = (around.producers + around.followers.map(\.index)).filter {
            instructions[$0].operation is MatMul
        }
        return products.allSatisfy { product in
            let left = instructions[instructions[product].operands[0]].type.shape
            return left.sizes.dropLast().reduce(1, *) / blocks >= leastRows
        }
    }

    /// The graph with the loop over blocks in place of all that it does.
    private func rewrite(_ around: WalkSurroundings, _ walk: BlockedWalk) -> Graph {
        let graph = around.graph
        var rewriter = PartialRewriter(graph)
        let replaced = Set(
            around.producers + around.followers.map(\.index) + [around.place]
                + around.vanished.flatMap(around.stacked))
        for index in graph.instructions.indices where index < around.place {
            if !replaced.contains(index) { rewriter.move(index) }
        }
        // What the followers read besides may stand behind the loop, but does not depend on it.
        for case .whole(let value) in walk.operands { rewriter.moveAll(for: value) }
        for case .blocks(let value) in walk.operands { rewriter.moveAll(for: value) }
        rewriter.add(walk, layer: graph.instructions[around.place].layer)
        for index in graph.instructions.indices where !replaced.contains(index) {
            rewriter.move(index)
        }
        return rewriter.finished
    }
}

/// A graph in the making from another, in an order of its own.
private struct PartialRewriter {
    private let source: Graph
    private var result = Graph(instructions: [], inputs: [], outputs: [])
    private var values: [Int?]

    init(_ source: Graph) {
        self.source = source
        values = source.instructions.map { _ in nil }
    }

    var finished: Graph {
        var graph = result
        graph.inputs = source.inputs.map(value)
        graph.outputs = source.outputs.map(value)
        graph.donations = source.donations
        return graph
    }

    private func value(_ old: Int) -> Int {
        guard let new = values[old] else {
            internalFailure("%\(old) is read before it is moved\n\(source)")
        }
        return new
    }

    /// Takes over an instruction whose operands are there.
    mutating func move(_ index: Int) {
        guard values[index] == nil else { return }
        var instruction = source.instructions[index]
        instruction.operands = instruction.operands.map(value)
        values[index] = append(instruction)
    }

    /// Takes over an instruction and all that it needs.
    mutating func moveAll(for index: Int) {
        var needed: Set<Int> = []
        var pending = [index]
        while let next = pending.popLast() {
            guard values[next] == nil, needed.insert(next).inserted else { continue }
            pending += source.instructions[next].operands
        }
        for index in needed.sorted() { move(index) }
    }

    private mutating func append(_ instruction: Graph.Instruction) -> Int {
        result.instructions.append(instruction)
        return result.instructions.count - 1
    }

    /// Adds the loop over blocks and what stands for the values that it makes.
    mutating func add(_ walk: BlockedWalk, layer: String?) {
        let operands = walk.operands.map { operand in
            switch operand {
            case .whole(let value): self.value(value)
            case .blocks(let value): blocks(of: self.value(value), walk.scan.length)
            case .zeros(let type): zeros(type)
            }
        }
        let types = Operands(operands.map { result.instructions[$0].type })
        guard let all = try? walk.scan.resultTypes(of: types) else {
            internalFailure("a walk in blocks does not fit its operands\n\(source)")
        }
        let place = append(
            .init(walk.scan, operands, all[0], furtherTypes: Array(all.dropFirst()), layer: layer))
        for (part, replaced) in walk.results.enumerated() {
            for old in replaced.values {
                values[old] = stand(for: old, place, part, all, isBlocked: replaced.isBlocked)
            }
        }
    }

    /// The value that takes the place of an old one.
    private mutating func stand(
        for old: Int, _ place: Int, _ part: Int, _ types: [TensorType], isBlocked: Bool
    ) -> Int {
        let layer = source.instructions[old].layer
        var new = place
        if types.count > 1 {
            new = append(
                .init(
                    NthResult(index: part, type: types[part]), [place], types[part], layer: layer))
        }
        guard isBlocked else { return new }
        let type = source.instructions[old].type
        return append(.init(Reshape(shape: type.shape), [new], type, layer: layer))
    }

    /// A value as [blocks, rows of a block, …].
    private mutating func blocks(of value: Int, _ count: Int) -> Int {
        let type = result.instructions[value].type
        let sizes = type.shape.sizes
        let shape = Shape([count, sizes[0] / count] + sizes.dropFirst())
        return append(.init(Reshape(shape: shape), [value], TensorType(shape, type.dtype)))
    }

    private mutating func zeros(_ type: TensorType) -> Int {
        let zero = append(
            .init(Literal(value: 0, dtype: type.dtype), [], TensorType(.scalar, type.dtype)))
        if type.shape.rank == 0 { return zero }
        return append(.init(Broadcast(shape: type.shape), [zero], type))
    }
}
