// SPDX-License-Identifier: Apache-2.0
import MartletIR
import Testing

@Suite struct GraphTests {
    private static let type = TensorType([3], .float32)

    /// input → sample → sample(both), the last of which is the output.
    private func graph(label: Int = 0, layer: String? = nil) -> Graph {
        Graph(
            instructions: [
                .init(Placeholder(index: 0, type: Self.type), [], Self.type),
                .init(SampleOperation(label: label), [0], Self.type, layer: layer),
                .init(SampleOperation(), [0, 1], Self.type),
            ], inputs: [0], outputs: [2])
    }

    @Test func equalGraphsHashEqually() {
        #expect(graph() == graph())
        #expect(graph().hashValue == graph().hashValue)
        #expect(graph() == graph(layer: "dense"), "layers are for people only")
        #expect(graph(label: 1) != graph())
        var other = graph()
        other.outputs = [1]
        #expect(other != graph())
    }

    @Test func knowsWhoReadsWhat() {
        #expect(graph().users() == [[1, 2], [2], []])
        #expect(graph().inputTypes == [Self.type])
        #expect(graph().outputTypes == [Self.type])
    }

    @Test func printsOneLineForEachInstruction() {
        #expect(
            graph(label: 7, layer: "net ▸ dense").description == """
                %0 = input() {index: 0, type: "[3] float32"} : [3] float32
                %1 = sample(%0) {label: 7} : [3] float32  // net ▸ dense
                %2 = sample(%0, %1) {label: 0} : [3] float32
                return %2
                """)
    }

    @Test func theVerifierAcceptsASoundGraph() throws {
        try Verifier.verify(graph())
    }

    @Test func theVerifierFindsWhatIsBroken() {
        var backwards = graph()
        backwards.instructions[1].operands = [2]
        var mistyped = graph()
        mistyped.instructions[2].type = TensorType([4], .float32)
        var dangling = graph()
        dangling.outputs = [9]
        var donated = graph()
        donated.instructions[2].operation = Placeholder(index: 1, type: TensorType([1], .bool))
        donated.instructions[2].type = TensorType([1], .bool)
        donated.donations = [.init(input: 0, output: 0)]
        var nowhere = graph()
        nowhere.donations = [.init(input: 3, output: 0)]
        for broken in [backwards, mistyped, dangling, donated, nowhere] {
            #expect(throws: GraphError.self) { try Verifier.verify(broken) }
        }
    }
}
