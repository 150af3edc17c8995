// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletReference
import MartletTensor
import MartletTesting
import Testing

@Suite struct RemoveMarkersTests {
    @Test func stoppedAndCustomGradientsStandForTheirValue() throws {
        let x = Tensor.input(0, TensorType([3], .float32))
        let y = (x.stopGradient() + 1).withGradient(by: [x]) { [$0] }
        let graph = RemoveUnused().apply(
            to: RemoveMarkers().apply(to: Graph(computing: [y], from: [x])))
        try Verifier.verify(graph)
        #expect(graph.instructions.map(\.operation.name) == ["input", "literal", "add"])
    }

    @Test func anOutputMayBeAMarkedInput() throws {
        let x = Tensor.input(0, TensorType([3], .float32))
        let graph = RemoveMarkers().apply(to: Graph(computing: [x.stopGradient()], from: [x]))
        #expect(graph.outputs == graph.inputs)
    }
}

@Suite struct RemoveUnusedTests {
    @Test func dropsWhatNoOutputNeedsButNoInput() throws {
        let (x, y) = (
            Tensor.input(0, TensorType([3], .float32)), Tensor.input(1, TensorType([], .bool))
        )
        var graph = Graph(computing: [x.exp(), x.sin()], from: [x, y])
        graph.outputs.removeFirst()
        graph.donations = [.init(input: 0, output: 0)]
        let result = RemoveUnused().apply(to: graph)
        try Verifier.verify(result)
        #expect(result.instructions.map(\.operation.name) == ["input", "input", "sin"])
        #expect(result.inputTypes == graph.inputTypes)
        #expect(result.donations == graph.donations)
    }
}

@Suite struct MaskAfterPoolingTests {
    private let image = Tensor.input(0, TensorType([2, 4, 4, 3], .float64))

    private func graph(_ gradient: Tensor, pooled: Tensor) -> Graph {
        RemoveUnused().apply(
            to: Simplify().apply(to: Graph(computing: [gradient, pooled], from: [image])))
    }

    /// The shapes that `select` gives, before and after the pass.
    private func selections(_ graph: Graph) -> [Shape] {
        graph.instructions.filter { $0.operation is Select }.map(\.type.shape)
    }

    private func run(_ graph: Graph, _ value: HostTensor) throws -> [[Double]] {
        let runner = try ReferenceExecutor().compile(graph).makeRunner()
        return try runner.run([value], resultTypes: graph.outputTypes).map(\.doubles)
    }

    @Test func masksThePooledImageInstead() throws {
        let pooled = image.relu().maxPooled([2, 2])
        let gradient = gradients(of: pooled.squared().sum(), by: [image])[0]
        let before = graph(gradient, pooled: pooled)
        let after = RemoveUnused().apply(to: MaskAfterPooling().apply(to: before))
        try Verifier.verify(after)
        #expect(selections(before) == [[2, 4, 4, 3]])
        #expect(selections(after) == [[2, 2, 2, 3]])
        let value = try Tensor.normal([2, 4, 4, 3], dtype: .float64, seed: 3).elements()
        let host = HostTensor(value, shape: [2, 4, 4, 3], dtype: .float64)
        #expect(try run(after, host) == run(before, host))
    }

    @Test func leavesOtherSelectionsAlone() throws {
        let pooled = image.relu().maxPooled([2, 2])
        let gradient = gradients(of: pooled.sum(), by: [image.relu()])[0]
        let unrelated = Tensor.select(image .> 0, gradient, Tensor.zeros(like: image))
        let before = graph(unrelated, pooled: pooled)
        #expect(selections(MaskAfterPooling().apply(to: before)) == selections(before))
    }
}
