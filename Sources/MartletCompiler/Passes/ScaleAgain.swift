// SPDX-License-Identifier: Apache-2.0
public import MartletIR
import MartletTensor

/// Centres and scales columns anew for each reader, instead of keeping the results in memory.
///
/// The sums of a batch normalisation and of its gradient must be known before their results, which read the same
/// differences and products: `x − mean`, `(x − mean) · scale`, `∂L/∂y · γ`. In another pass over memory they would have
/// to lie in an array of their own, written once and read again. Reading x and calculating costs less.
public struct ScaleAgain: Pass {
    /// The pass.
    public init() {}

    /// The graph with a difference or product for each reader.
    public func apply(to graph: Graph) -> Graph {
        let readers = Readers(graph)
        var (cheap, taken): (Set<Int>, Set<Int>) = ([], [])
        var index = -1
        return GraphRewriter.rewrite(graph) { rewriter, instruction in
            index += 1
            var instruction = instruction
            for value in Set(instruction.operands).sorted() where cheap.contains(value) {
                // The first reader has the value that is there.
                if taken.insert(value).inserted { continue }
                let again = Self.again(value, &cheap, &rewriter)
                instruction.operands = instruction.operands.map { $0 == value ? again : $0 }
            }
            let array = Self.scaledArray(instruction, rewriter)
            let value = rewriter.emit(instruction)
            guard let array, readers.arePasses(index) else { return value }
            let original = graph.instructions[index].operands[array]
            let isThere =
                !Readers.isElementwise(rewriter[instruction.operands[array]])
                || cheap.contains(instruction.operands[array]) || readers.isFolded(original)
            if isThere { cheap.insert(value) }
            return value
        }
    }

    /// A value once more, from what lies in memory.
    private static func again(
        _ value: Int, _ cheap: inout Set<Int>, _ rewriter: inout GraphRewriter
    ) -> Int {
        var instruction = rewriter[value]
        instruction.operands = instruction.operands.map { operand in
            cheap.contains(operand) ? again(operand, &cheap, &rewriter) : operand
        }
        let copy = rewriter.emit(instruction)
        cheap.insert(copy)
        return copy
    }

    /// Which operand is the array, if an instruction moves or scales each column of one by a number, or makes its
    /// elements wider; nil if it does something else.
    private static func scaledArray(_ instruction: Graph.Instruction, _ rewriter: GraphRewriter)
        -> Int?
    {
        let type = instruction.type
        guard type.dtype.isFloating, let columns = type.shape.sizes.last, columns > 1,
            type.shape.count > columns
        else { return nil }
        let types = instruction.operands.map { rewriter[$0].type }
        if instruction.operation is Cast {
            let isWider = types[0].dtype.byteCount < type.dtype.byteCount
            return types[0].dtype.isFloating && isWider ? 0 : nil
        }
        let mayTurn = instruction.operation is Multiply
        guard mayTurn || instruction.operation is Subtract else { return nil }
        return (mayTurn ? [0, 1] : [0]).first { array in
            let numbers = types[1 - array].shape
            return types[array] == type && numbers.sizes.last == columns && numbers.count == columns
        }
    }
}

/// Who reads the values of a graph.
private struct Readers {
    private let graph: Graph
    private var readers: [[Int]]
    private let outputs: Set<Int>

    init(_ graph: Graph) {
        self.graph = graph
        outputs = Set(graph.outputs)
        readers = graph.instructions.map { _ in [] }
        for (index, instruction) in graph.instructions.enumerated() {
            for operand in Set(instruction.operands) { readers[operand].append(index) }
        }
    }

    static func isElementwise(_ instruction: Graph.Instruction) -> Bool {
        instruction.operation is any UnaryElementwise
            || instruction.operation is any BinaryElementwise || instruction.operation is Cast
    }

    /// Whether a value is for loops only, and columns of it, or of what is computed from it, are folded: who needs the
    /// results needs the value in another pass.
    func arePasses(_ value: Int) -> Bool {
        let isForLoops = readers[value].allSatisfy { reader in
            Self.isElementwise(graph.instructions[reader]) || isFold(reader)
        }
        return isForLoops && !outputs.contains(value) && isFolded(value, within: 3)
    }

    /// Whether columns of a value are folded.
    func isFolded(_ value: Int) -> Bool { isFolded(value, within: 0) }

    private func isFolded(_ value: Int, within steps: Int) -> Bool {
        readers[value].contains { reader in
            if isFold(reader) { return true }
            let instruction = graph.instructions[reader]
            return steps > 0 && Self.isElementwise(instruction)
                && instruction.type.shape == graph.instructions[value].type.shape
                && isFolded(reader, within: steps - 1)
        }
    }

    /// Whether an instruction folds columns: the first axes, not the last.
    private func isFold(_ reader: Int) -> Bool {
        let instruction = graph.instructions[reader]
        let rank = graph.instructions[instruction.operands.first ?? reader].type.shape.rank
        switch instruction.operation {
        case let reduction as any Reduction: return !reduction.axes.contains(rank - 1)
        case let deviations as SquaredDeviations: return !deviations.axes.contains(rank - 1)
        default: return false
        }
    }
}
