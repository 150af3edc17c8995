// SPDX-License-Identifier: Apache-2.0
import MartletIR
import Testing

@Suite struct GraphErrorTests {
    @Test func readsAsATree() {
        let error = GraphError(
            code: .shapeMismatch, operation: "matmul", problem: "sizes differ", hint: "transpose",
            context: ["layer  a ▸ b", "input  [2, 3] float32"])
        #expect(
            error.description == """
                matmul: sizes differ
                  ├─ layer  a ▸ b
                  ├─ input  [2, 3] float32
                  └─ hint   transpose
                """)
    }

    @Test func isOneLineIfThatIsAll() {
        #expect(GraphError(code: .typeMismatch, problem: "no").description == "no")
    }

    @Test func executionErrorsNameOperationAndHint() {
        let error = ExecutionError(operation: "take", problem: "index 7 is outside", hint: "count")
        #expect(error.description == "take: index 7 is outside\n  └─ hint   count")
        #expect(ExecutionError(problem: "no").description == "no")
    }

    @Test func anOwnBugIsNeverTheUsersFault() async {
        let result = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) { internalFailure("lost") }
        let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(text.contains("this is a bug in Martlet, please report it: lost"))
    }
}
