// SPDX-License-Identifier: Apache-2.0
import MartletIR
import Testing

@Suite struct CheckingTests {
    private struct Stop: Error {}

    private func error(_ name: String) -> GraphError {
        GraphError(code: .shapeMismatch, operation: name, problem: "wrong")
    }

    @Test func givesTheResultIfNothingIsWrong() throws {
        #expect(try checking { 3 } == 3)
    }

    @Test func throwsTheFirstError() {
        let thrown = #expect(throws: GraphError.self) {
            try checking {
                error("first").report()
                error("second").report()
            }
        }
        #expect(thrown?.operation == "first")
    }

    @Test func throwsWhatTheBodyThrows() {
        #expect(throws: Stop.self) { try checking { throw Stop() } }
    }

    @Test func prefersTheReportedErrorToALaterOne() {
        #expect(throws: GraphError.self) {
            try checking {
                error("first").report()
                throw Stop()
            }
        }
    }

    @Test func innerScopesKeepTheirErrors() throws {
        let inner = try checking { () -> Bool in
            do {
                try checking { error("inner").report() }
                return false
            } catch {
                return true
            }
        }
        #expect(inner)
    }

    @Test func namesTheLayer() {
        let thrown = #expect(throws: GraphError.self) {
            try checking {
                LayerPath.$current.withValue(["mnist", "dense_1"]) { error("matmul").report() }
            }
        }
        #expect(thrown?.description == "matmul: wrong\n  └─ layer  mnist ▸ dense_1")
    }

    @Test func tasksInsideBelongToTheScope() async {
        // A child task inherits the collector, so that its mistakes do not end the process.
        let collector = ErrorCollector()
        await ErrorCollector.$current.withValue(collector) {
            async let child: Void = GraphError(code: .typeMismatch, problem: "in a child").report()
            await child
        }
        #expect(collector.first?.code == .typeMismatch)
    }

    @Test func outsideAnErrorEndsTheProcess() async {
        let result = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) {
            GraphError(
                code: .shapeMismatch, operation: "matmul", problem: "sizes differ", hint: "look"
            ).report()
        }
        let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(text.contains("matmul: sizes differ"))
        #expect(text.contains("└─ hint   look"))
    }
}
