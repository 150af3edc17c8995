// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletReference
import MartletTensor
import MartletTesting
import Testing

@Suite struct CentreAgainTests {
    private func differences(_ axes: [Int], of make: (Tensor) -> Tensor = { $0 }) throws -> Int {
        let x = Tensor.input(0, TensorType([8, 5, 3], .float64))
        let graph = RemoveUnused().apply(
            to: Simplify().apply(
                to: RemoveMarkers().apply(
                    to: Graph(
                        computing: [make(x).normalized(axes, epsilon: 1e-3)], from: [x]))))
        let result = CentreAgain().apply(to: graph)
        try Verifier.verify(result)
        let value = HostTensor((0..<120).map { Double($0 * $0 % 17) }, shape: [8, 5, 3])
        let (before, after) = (try run(graph, value), try run(result, value))
        #expect(before == after)
        return result.instructions.count { $0.operation is Subtract }
    }

    private func run(_ graph: Graph, _ value: HostTensor) throws -> [[Double]] {
        let runner = try ReferenceExecutor().compile(graph).makeRunner()
        return try runner.run([value], resultTypes: graph.outputTypes).map(\.doubles)
    }

    @Test func varianceAndResultEachSubtractTheMean() throws {
        #expect(try differences([0, 1]) == 2)
    }

    @Test func rowsAreInTheCacheAnyway() throws {
        #expect(try differences([2]) == 1)
    }

    @Test func whatIsComputedInTheLoopIsKept() throws {
        #expect(try differences([0, 1]) { $0.sin() } == 1)
    }
}
