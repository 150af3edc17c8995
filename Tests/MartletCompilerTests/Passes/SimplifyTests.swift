// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletTensor
import Testing

@Suite struct SimplifyTests {
    private let x = Tensor.input(0, TensorType([2, 3], .float32))

    /// The names of the operations left when a function of `x` is simplified and what is unused removed.
    private func operations(_ function: (Tensor) -> Tensor) throws -> [String] {
        let graph = Graph(computing: [function(x)], from: [x])
        // What one round leaves behind, such as a reshape of a reshape, the next sees.
        let rounds = Simplify().apply(to: Simplify().apply(to: graph))
        let simplified = RemoveUnused().apply(to: rounds)
        try Verifier.verify(simplified)
        return simplified.instructions.map(\.operation.name)
    }

    @Test func neutralOperandsGo() throws {
        #expect(try operations { $0 + 0 } == ["input"])
        #expect(try operations { 0 + $0 } == ["input"])
        #expect(try operations { $0 - 0 } == ["input"])
        #expect(try operations { $0 * 1 } == ["input"])
        #expect(try operations { 1 * $0 } == ["input"])
        #expect(try operations { $0 / 1 } == ["input"])
        #expect(try operations { $0 * Tensor.ones([2, 3]) } == ["input"])
    }

    @Test func whatIsNotNeutralStays() throws {
        #expect(try operations { 0 - $0 }.contains("subtract"))
        #expect(try operations { $0 * 0 }.contains("multiply"), "x may be NaN")
        #expect(try operations { $0 + Tensor.zeros([4, 2, 3]) }.contains("add"), "it stretches x")
        #expect(try operations { 1 / $0 }.contains("divide"))
    }

    @Test func pairsCancelOrJoin() throws {
        #expect(try operations { -(-$0) } == ["input"])
        #expect(try operations { $0.transposed().transposed() } == ["input"])
        #expect(
            try operations { $0.reshaped(to: [6]).reshaped(to: [3, 2]) } == ["input", "reshape"])
        #expect(try operations { $0.reshaped(to: [6]).reshaped(to: [2, 3]) } == ["input"])
        let twice = try operations {
            $0.expandingDimension(at: 0).transposed([1, 2, 0]).transposed([1, 0, 2])
        }
        #expect(twice == ["input", "reshape", "transpose"])
        #expect(
            try operations { $0.broadcast(to: [4, 2, 3]).broadcast(to: [5, 4, 2, 3]) } == [
                "input", "broadcast",
            ])
    }

    @Test func numbersAreFolded() throws {
        let folded = try operations { $0 * (Tensor(2) * 3 + 1).exp() }
        #expect(folded == ["input", "literal", "multiply"])
        let spread = try operations { $0 + Tensor.full([2, 3], 2).squared() }
        #expect(spread == ["input", "literal", "add"], "a stretched number goes in as the number")
    }

    @Test func foldedNumbersAreRoundedToTheirType() throws {
        let tenth = Tensor(0.1) + Tensor(0.2)
        let graph = Graph(computing: [x * tenth], from: [x])
        let literals = Simplify().apply(to: graph).instructions.compactMap {
            ($0.operation as? Literal)?.value
        }
        #expect(literals.contains(Double(Float(0.1) + Float(0.2))))
    }

    @Test func sumsOfOneElementAreReshapes() throws {
        #expect(try operations { $0.expandingDimension(at: 0).sum([0]) } == ["input"])
        #expect(try operations { $0.sum([0]) } == ["input", "sum"])
    }

    @Test func longChainsOfStretchesAreWalkedWithoutRecursion() throws {
        let graph = Graph(computing: [x + alternating(50_000)], from: [x])
        try Verifier.verify(Simplify().apply(to: graph))
    }

    /// A number that is reshaped and stretched in turn.
    private func alternating(_ count: Int) -> Tensor {
        var y = Tensor(3)
        for _ in 0..<count {
            y = Tensor(Broadcast(shape: [1]), y)
            y = Tensor(Reshape(shape: []), y)
        }
        return y
    }
}
