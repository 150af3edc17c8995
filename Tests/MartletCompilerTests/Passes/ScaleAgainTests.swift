// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletReference
import MartletTensor
import MartletTesting
import Testing

@Suite struct ScaleAgainTests {
    static let shape: Shape = [8, 5, 3]

    /// The instructions before and after the pass, which must not change what is computed.
    private func counts<Wanted>(_ wanted: Wanted.Type, _ make: (Tensor, Tensor) -> [Tensor]) throws
        -> [Int]
    {
        let inputs = [0, 1].map { Tensor.input($0, TensorType(Self.shape, .float64)) }
        let graph = Pipeline([
            ExpandComposites(), RemoveMarkers(), Simplify(), ShareCommon(), RemoveUnused(),
        ])
        let before = try graph.apply(to: Graph(computing: make(inputs[0], inputs[1]), from: inputs))
        let after = ScaleAgain().apply(to: before)
        try Verifier.verify(after)
        #expect(try run(before) == run(after))
        return [before, after].map { $0.instructions.count { $0.operation is Wanted } }
    }

    private func run(_ graph: Graph) throws -> [[Double]] {
        let values = [17, 23].map { modulus in
            HostTensor((0..<120).map { Double($0 * $0 % modulus) }, shape: Self.shape)
        }
        let runner = try ReferenceExecutor().compile(graph).makeRunner()
        return try runner.run(values, resultTypes: graph.outputTypes).map(\.doubles)
    }

    @Test func varianceAndResultEachSubtractTheMean() throws {
        let counts = try counts(Subtract.self) { x, _ in [x.normalized([0, 1], epsilon: 1e-3)] }
        #expect(counts == [1, 2])
    }

    @Test func rowsAreInTheCacheAnyway() throws {
        let counts = try counts(Subtract.self) { x, _ in [x.normalized([2], epsilon: 1e-3)] }
        #expect(counts == [1, 1])
    }

    @Test func whatIsSummedLiesInMemory() throws {
        let counts = try counts(Subtract.self) { x, _ in
            [x.sin().normalized([0, 1], epsilon: 1e-3)]
        }
        #expect(counts == [1, 2])
    }

    @Test func whatIsNotInMemoryIsKept() throws {
        let counts = try counts(Multiply.self) { x, _ in
            let scaled = x.sin() * Tensor([1, 2, 3], dtype: .float64)
            return [scaled.exp() - scaled.sum([0, 1])]
        }
        #expect(counts == [1, 1])
    }

    /// The gradient finds normalised values, and the seeds times γ, from what is in memory.
    @Test func gradientsScaleAgain() throws {
        let scale = Tensor([1, 2, 3], dtype: .float64)
        let counts = try counts(Subtract.self) { x, seed in
            let result = x.normalized([0, 1], epsilon: 1e-3) * scale
            return [result.exp()] + gradients(of: (result * seed).sum(), by: [x])
        }
        // Of x: for the variance, the result, the sums of the gradient and the gradient itself; two of the gradient.
        #expect(counts == [3, 6])
    }

    @Test func outputsAndOperandsOfProductsAreKept() throws {
        let scale = Tensor([1, 2, 3], dtype: .float64)
        let counts = try counts(Multiply.self) { x, _ in
            let scaled = x * scale
            let product = scaled.reshaped(to: [40, 3]).matmul(Tensor.ones([3, 2], dtype: .float64))
            return [scaled - scaled.sum([0, 1]), product, scaled]
        }
        #expect(counts == [1, 1])
    }
}
