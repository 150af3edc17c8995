// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletReference
import MartletTensor
import MartletTesting
import Testing

@Suite struct PoolBeforeActivationTests {
    private let image = Tensor.input(0, TensorType([2, 6, 6, 3], .float32))

    private func names(_ graph: Graph) -> [String] { graph.instructions.map(\.operation.name) }

    @Test func theActivationComesAfterThePooling() throws {
        let pooled = image.relu().maxPooled([2, 2])
        let graph = try Pipeline.standard.apply(to: Graph(computing: [pooled], from: [image]))
        #expect(names(graph) == ["input", "max_pooling", "relu"])
        #expect(graph.instructions[2].type.shape == [2, 3, 3, 3])
    }

    @Test func gradientsStayTheSame() throws {
        let pooled = image.relu().maxPooled([2, 2])
        let loss = (pooled * pooled).sum()
        let traced = Graph(computing: [pooled] + gradients(of: loss, by: [image]), from: [image])
        let graph = try Pipeline.standard.apply(to: traced)
        let relus = graph.instructions.filter { $0.operation is ReLU }
        #expect(relus.map(\.type.shape) == [[2, 3, 3, 3]])
        // Half of the windows lie below 0 as a whole; one holds NaN.
        var numbers = (0..<216).map { index in Double((index * 37) % 101) - (index < 108 ? 101 : 50)
        }
        numbers[20] = .nan
        let value = HostTensor(numbers, shape: image.shape)
        func results(_ graph: Graph) throws -> [[Double]] {
            try ReferenceExecutor().compile(graph).makeRunner()
                .run([value], resultTypes: graph.outputTypes).map(\.doubles)
        }
        let (before, after) = (try results(traced), try results(graph))
        #expect(before.count == 2 && after.count == 2)
        for (before, after) in try matchedPairs(before, after) {
            #expect(try matchedPairs(before, after).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN })
        }
    }

    @Test func anActivationThatOthersReadStays() throws {
        let active = image.relu()
        let graph = try Pipeline.standard.apply(
            to: Graph(computing: [active.maxPooled([2, 2]), active], from: [image]))
        #expect(names(graph) == ["input", "relu", "max_pooling"])
    }
}
