// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletCompiler
import MartletIR
import MartletTensor
import Testing

@testable import MartletCPU

/// A formula's speed does not depend on how it is spelled.
@Suite struct LoopPatternsTests {
    /// A parameter, its gradient, the mean of gradients and of their squares, and the learning rate.
    struct Spelling: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// The new mean, the new mean of squares, and the new parameter.
        let make:
            @Sendable (_ w: Tensor, _ g: Tensor, _ m: Tensor, _ v: Tensor, _ rate: Tensor)
                -> (Tensor, Tensor, Tensor)
    }

    static let adams: [Spelling] = [
        Spelling(testDescription: "differences") { w, g, m, v, rate in
            let mean = m + (g - m) * 0.1
            let square = v + (g.squared() - v) * 0.001
            return (mean, square, w - mean * rate / (square.squareRoot() + 1e-7))
        },
        Spelling(testDescription: "blends") { w, g, m, v, rate in
            let mean = 0.9 * m + 0.1 * g
            let square = 0.999 * v + 0.001 * g * g
            return (mean, square, w - rate * (mean / (square.squareRoot() + 1e-7)))
        },
        Spelling(testDescription: "the other way round") { w, g, m, v, rate in
            let square = g * (g * 0.001) + v * 0.999
            let mean = g * 0.1 + m * 0.9
            return (mean, square, w - mean * (rate / (1e-7 + square.squareRoot())))
        },
        Spelling(testDescription: "the sum with the opposite") { w, g, m, v, rate in
            let mean = 0.9 * m + 0.1 * g
            let square = 0.999 * v + 0.001 * (g * g)
            return (mean, square, -(rate * mean / (square.squareRoot() + 1e-7)) + w)
        },
    ]

    @Test(arguments: adams) func adamIsThreeInstructions(spelling: Spelling) throws {
        let arrays = (0..<4).map { Tensor.input($0, TensorType([50], .float32)) }
        let rate = Tensor.input(4, TensorType(.scalar, .float32))
        let (mean, square, next) = spelling.make(arrays[0], arrays[1], arrays[2], arrays[3], rate)
        let graph = try Pipeline.standard.apply(
            to: Graph(computing: [mean, square, next], from: arrays + [rate]))
        let nodes = graph.instructions.indices.filter { node in
            graph.instructions[node].type.shape.count == 50
                && !graph.instructions[node].operands.isEmpty
        }
        let drafts = LoopPatterns(
            graph, nodes: nodes, stored: Set(graph.outputs), register: .float32, frame: nil
        ).drafts
        let operations = drafts.map(\.operation)
        #expect(Set(operations.prefix(2)) == [.blend, .blendSquare])
        #expect(operations.last == .rootStep && operations.count == 3)
    }

    /// What stands between the three in the formula, or reads one of them, goes before or behind.
    @Test func theThreePartsAreGathered() {
        func draft(_ operation: CKOperation, _ result: Int, _ sources: [Int]) -> LoopDraft {
            LoopDraft(operation: operation, result: result, sources: sources)
        }
        let drafts = [
            draft(.blend, 10, [1, 2]), draft(.exp, 11, [10]), draft(.exp, 12, [3]),
            draft(.blendSquare, 13, [4, 2]), draft(.negate, 14, [13]),
            draft(.rootStep, 15, [5, 10, 13]), draft(.exp, 16, [15]),
        ]
        #expect(LoopMoments.gathered(drafts).map(\.result) == [12, 10, 13, 15, 11, 14, 16])
        var needed = drafts
        needed[5].sources[0] = 11
        #expect(LoopMoments.gathered(needed).map(\.result) == needed.map(\.result))
    }
}
