// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletTensor
import Testing

@Suite struct TracingTests {
    private let type = TensorType([2, 3], .float32)

    @Test func writesInstructionsInOrder() {
        let x = Tensor.input(0, type)
        let y = (x + 1).relu()
        let graph = Graph(computing: [y, x], from: [x])
        #expect(
            graph.description == """
                %0 = input() {index: 0, type: "[2, 3] float32"} : [2, 3] float32
                %1 = literal() {value: 1.0, dtype: "float32"} : [] float32
                %2 = add(%0, %1) : [2, 3] float32
                %3 = relu(%2) : [2, 3] float32
                return %3, %0
                """)
        #expect(graph.inputs == [0])
    }

    @Test func keepsInputsThatAreNotUsed() throws {
        let (x, y) = (Tensor.input(0, type), Tensor.input(1, type))
        let graph = Graph(computing: [y], from: [x, y])
        #expect(graph.inputTypes == [type, type])
        #expect(graph.outputs == [graph.inputs[1]])
        try Verifier.verify(graph)
    }

    @Test func sharedNodesAreWrittenOnce() {
        let x = Tensor.input(0, type)
        let y = x.exp()
        #expect(Graph(computing: [y + y, y], from: [x]).instructions.count == 3)
    }

    @Test func longChains() throws {
        let x = Tensor.input(0, type)
        var y = x
        for _ in 0..<100_000 { y = -y }
        let graph = Graph(computing: [y], from: [x])
        #expect(graph.instructions.count == 100_001)
        #expect(try Pipeline.standard.apply(to: graph).instructions.count == 1, "−(−x) is x")
    }
}
