// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletCompiler
import MartletIR
import MartletTensor

/// An instruction of a fused loop whose sources are values of the graph.
struct LoopDraft {
    /// A number that an instruction multiplies by or adds.
    enum Factor {
        /// A value of the graph with one element.
        case value(Int)
        case number(Double)
    }

    var operation: CKOperation
    /// The value that is made; one beyond the graph's values is known to this loop only.
    var result: Int
    var sources: [Int]
    var factors: [Factor] = []
    /// For a reduction, the level that it reads.
    var source: LoopLevel?
}

extension LoopDraft {
    /// The drafts for one instruction of the graph, taken by itself: the operation and, for 16-bit numbers, the rounding.
    static func plain(_ node: Int, in graph: Graph, _ frame: LoopFrame?) -> [LoopDraft] {
        let instruction = graph.instructions[node]
        let draft =
            frame.flatMap { fold(node, graph, $0) } ?? operation(of: node, instruction, graph)
        let rounding: CKOperation? =
            switch instruction.type.dtype {
            case .float16: .toFloat16
            case .bfloat16: .toBfloat16
            default: nil
            }
        guard let rounding else { return [draft] }
        var exact = draft
        exact.result = graph.instructions.count + node
        return [exact, LoopDraft(operation: rounding, result: node, sources: [exact.result])]
    }

    private static func fold(_ node: Int, _ graph: Graph, _ frame: LoopFrame) -> LoopDraft? {
        let instruction = graph.instructions[node]
        guard let fold = LoopFold(instruction, in: graph) else { return nil }
        let count = graph.instructions[instruction.operands[0]].type.shape.count
        return LoopDraft(
            operation: fold.operation, result: node, sources: instruction.operands,
            source: count == frame.count(.element) ? .element : .row)
    }

    private static func operation(of node: Int, _ instruction: Graph.Instruction, _ graph: Graph)
        -> LoopDraft
    {
        let operands = instruction.operands
        switch instruction.operation {
        case is Select:
            return LoopDraft(operation: .select, result: node, sources: operands)
        case let cast as Cast:
            if cast.dtype == .bool {
                return LoopDraft(operation: .isTrue, result: node, sources: operands)
            }
            return LoopDraft(operation: .copy, result: node, sources: operands)
        case is Multiply where operands[0] == operands[1]:
            return LoopDraft(operation: .square, result: node, sources: [operands[0]])
        case is Power:
            if let short = shortPower(graph.number(operands[1]), instruction.type.dtype) {
                return LoopDraft(operation: short, result: node, sources: [operands[0]])
            }
        default: break
        }
        guard let operation = LoopOperation(instruction.operation, instruction.type.dtype) else {
            internalFailure("\(instruction.operation.name) is in a loop but is not elementwise")
        }
        return LoopDraft(operation: operation.code, result: node, sources: operands)
    }

    /// Powers that need no logarithm.
    private static func shortPower(_ exponent: Double?, _ dtype: DType) -> CKOperation? {
        switch exponent {
        case 1: .copy
        case 2: .square
        case 0.5 where dtype.isFloating: .squareRoot
        case -0.5 where dtype.isFloating: .reciprocalRoot
        case -1 where dtype.isFloating: .reciprocal
        default: nil
        }
    }
}
