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

@Suite struct JoinPaddedTests {
    private let x = Tensor.input(0, TensorType([2, 9], .float32))

    private func gradient(_ ranges: [AxisRange]) throws -> Graph {
        let factors: [Double] = [2, 3, 5, 7]
        let loss = zip(ranges, factors).map { ($0.0.part(of: x) * $0.1).sum() }
        let sum = loss.dropFirst().reduce(loss[0], +)
        return try Pipeline.standard.apply(
            to: Graph(computing: gradients(of: sum, by: [x]), from: [x]))
    }

    @Test func partsThatLieSideBySideAreConcatenated() throws {
        let graph = try gradient([.range(2, 5), .range(0, 2), .range(5, 9)])
        let names = graph.instructions.map(\.operation.name)
        #expect(names.filter { $0 == "concatenate" }.count == 1)
        #expect(!names.contains("pad") && !names.contains("add"))
        let result = try ReferenceExecutor().compile(graph).makeRunner()
            .run(
                [HostTensor([Double](repeating: 1, count: 18), shape: [2, 9])],
                resultTypes: graph.outputTypes)
        let row: [Double] = [3, 3, 2, 2, 2, 5, 5, 5, 5]
        #expect(result.map(\.doubles) == [row + row])
    }

    @Test(arguments: [[0, 4, 5, 9], [0, 5, 4, 9]])
    func gapsAndOverlapsStaySums(bounds: [Int]) throws {
        let graph = try gradient([
            .range(bounds[0], bounds[1]), .range(bounds[2], bounds[3]),
        ])
        #expect(graph.instructions.contains { $0.operation is Pad })
    }
}

extension AxisRange {
    /// The part of all rows.
    fileprivate func part(of x: Tensor) -> Tensor { x[.all, self] }
}
