// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletReference
import MartletTensor
import MartletTesting
import Testing

@Suite struct FactorSumsTests {
    static let shape: Shape = [8, 5, 3]

    /// The sums of arrays before and after the pass, which must not change what is computed.
    private func sums(_ dtype: DType = .float64, _ make: ([Tensor]) -> [Tensor]) throws -> [Int] {
        let inputs = [Self.shape, Self.shape, [3]].enumerated().map {
            Tensor.input($0.offset, TensorType($0.element, dtype))
        }
        let tidy = Pipeline([Simplify(), ShareCommon(), RemoveUnused()])
        let before = try tidy.apply(to: Graph(computing: make(inputs), from: inputs))
        let after = try tidy.apply(to: FactorSums().apply(to: before))
        try Verifier.verify(after)
        for (one, other) in strictZip(try run(before), try run(after)) {
            #expect(isClose(one, other, tolerance: .float64))
        }
        return [before, after].map { $0.instructions.count { $0.operation is Sum } }
    }

    private func run(_ graph: Graph) throws -> [[Double]] {
        let values = graph.inputs.enumerated().map { position, input in
            let type = graph.instructions[input].type
            let numbers = (0..<type.shape.count).map { Double($0 * $0 % (17 + position)) }
            return HostTensor(numbers, shape: type.shape, dtype: type.dtype)
        }
        let runner = try ReferenceExecutor().compile(graph).makeRunner()
        return try runner.run(values, resultTypes: graph.outputTypes).map(\.doubles)
    }

    @Test func theSumsOfANormalisationsGradientAreTwo() throws {
        let counts = try sums { x in
            let seed = x[0] * x[2]
            return [
                seed.sum([0, 1]), (seed * x[1]).sum([0, 1]), (x[1] * x[0]).sum([0, 1]),
                x[0].sum([0, 1]),
            ]
        }
        #expect(counts == [4, 2])
    }

    @Test func rowsKeepTheirFactors() throws {
        #expect(try sums { x in [(x[0] * x[2]).sum([2]), x[0].sum([2])] } == [2, 2])
    }

    @Test func sumsOfAllElementsKeepTheirFactors() throws {
        #expect(try sums { x in [(x[0] * x[2]).sum(), x[0].sum()] } == [2, 2])
    }

    @Test func halvesKeepTheirFactors() throws {
        let counts = try sums(.bfloat16) { x in [(x[0] * x[2]).sum([0, 1]), x[0].sum([0, 1])] }
        #expect(counts == [2, 2])
    }
}
