// SPDX-License-Identifier: Apache-2.0
public import MartletIR
import MartletTensor

/// Takes the means of columns from an array anew for each reader, instead of keeping the differences in memory.
///
/// The variance of a batch normalisation and its result both read `x − mean`, but not in the same pass over memory:
/// that the variance must be known first would make the difference an array of its own, written once and read again.
/// Reading x and subtracting costs less.
public struct CentreAgain: Pass {
    /// The pass.
    public init() {}

    /// The graph with a difference for each reader.
    public func apply(to graph: Graph) -> Graph {
        var differences: Set<Int> = []
        var taken: Set<Int> = []
        return GraphRewriter.rewrite(graph) { rewriter, instruction in
            var instruction = instruction
            for value in Set(instruction.operands).sorted() where differences.contains(value) {
                // The first reader has the difference that is there.
                if taken.insert(value).inserted { continue }
                let again = rewriter.emit(rewriter[value])
                instruction.operands = instruction.operands.map { $0 == value ? again : $0 }
            }
            let isDifference = isDifference(instruction, rewriter)
            let value = rewriter.emit(instruction)
            if isDifference { differences.insert(value) }
            return value
        }
    }

    /// Whether an instruction subtracts a statistic of each column from an array that lies in memory anyway.
    private func isDifference(_ instruction: Graph.Instruction, _ rewriter: GraphRewriter) -> Bool {
        guard instruction.operation is Subtract, instruction.type.dtype.isFloating else {
            return false
        }
        let (array, mean) = (rewriter[instruction.operands[0]], rewriter[instruction.operands[1]])
        let isInMemory =
            !(array.operation is any UnaryElementwise || array.operation is any BinaryElementwise)
        guard let columns = instruction.type.shape.sizes.last, columns > 1,
            array.type == instruction.type, isInMemory,
            mean.type.shape.sizes.last == columns, mean.type.shape.count == columns
        else { return false }
        return isStatistic(instruction.operands[1], rewriter)
    }

    /// Whether a value is computed from a reduction in a step or two.
    private func isStatistic(_ value: Int, _ rewriter: GraphRewriter, within steps: Int = 3) -> Bool
    {
        let instruction = rewriter[value]
        if instruction.operation is any Reduction { return true }
        return steps > 0
            && instruction.operands.contains { isStatistic($0, rewriter, within: steps - 1) }
    }
}
