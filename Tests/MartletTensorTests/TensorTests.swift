// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletRuntime
import MartletTensor
import MartletTesting
import Testing

@Suite struct TensorTests {
    @Test func theFirstMistakeIsThrownAndDoesNotCascade() {
        let error = #expect(throws: GraphError.self) {
            try checking {
                let broken = Tensor.zeros([2, 3]).matmul(.zeros([4, 5]))
                // Everything below is fine only if the poisoned tensor raises no error of its own.
                _ = (broken + 1).relu().sum([0]).reshaped(to: [7, -1]).transposed([1, 0])
                _ = broken[.index(5)].take(broken, axis: 3).softmax().conv2D(broken)
                return broken.maxPooled([2, 2]) + Tensor.zeros([3]).broadcast(to: [2])
            }
        }
        #expect(error?.code == .shapeMismatch)
        #expect(error?.operation == "matmul")
    }

    @Test func messagesSayWhatWhereAndWhatToDo() {
        let error = #expect(throws: GraphError.self) {
            try checking { Tensor.zeros([128, 784]).matmul(.zeros([10, 784])) }
        }
        #expect(
            error?.description == """
                matmul: the inner sizes differ: [128, 784] × [10, 784] (784 ≠ 10)
                  ├─ input  [128, 784] float32
                  ├─ input  [10, 784] float32
                  └─ hint   transpose the right operand: a.matmul(b.transposed())
                """)
    }

    @Test func elementTypesMustAgree() {
        let error = #expect(throws: GraphError.self) {
            try checking { Tensor([1]) + Tensor([1], dtype: .float64) }
        }
        #expect(error?.code == .typeMismatch)
        #expect(error?.description.contains("float32 and float64") == true)
        #expect(error?.description.contains("x.cast(to: .float32)") == true)
    }

    @Test func poisonOutsideStaysPoisonWithoutTrapping() throws {
        var kept = Tensor(0)
        _ = try? checking { kept = Tensor.zeros([2]) + Tensor.zeros([3]) }
        let later = (kept * 2).sum([0]).reshaped(to: [2, -1])[.index(9)].squeezed([4])
            .argmax(3).topK(2).values.reversed([1]).expandingDimension(at: 9)
        #expect(throws: ExecutionError.self) { try later.host() }
    }

    @Test func outsideCheckingAMistakeEndsTheProcess() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent])
        {
            _ = Tensor.zeros([2, 3]).matmul(.zeros([4, 5]))
        }
        let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(text.contains("matmul: the inner sizes differ: [2, 3] × [4, 5] (3 ≠ 4)"))
    }

    @Test func longChainsAreBuiltComputedAndFreed() throws {
        var x = Tensor(1, dtype: .float64)
        for _ in 0..<100_000 { x = x + Tensor(scalars: [1.0], shape: []) }
        #expect(try Device.with(.reference) { try x.scalar() } == 100_001)
    }

    @Test func longChainsOfGradientRulesAreFreed() {
        // The rules' closures hold tensors too: freed by recursion, 20,000 of them would overflow the stack.
        var x = Tensor([1, 2])
        for _ in 0..<100_000 { x = x.softplus() }
        weak var last: Node?
        last = x.node
        x = Tensor(1)
        #expect(last == nil)
    }
}
