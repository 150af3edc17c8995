// SPDX-License-Identifier: Apache-2.0
import MartletCPU
import MartletCompiler
import MartletIR
import MartletTensor
import Testing

/// How much working memory programs take.
@Suite struct MemoryPlanTests {
    private let x = Tensor.input(0, TensorType([64, 64], .float32))
    private let w = Tensor.input(1, TensorType([64, 64], .float32))

    /// The working memory of x · w, changed by `body`, times w.
    private func byteCount(_ body: (Tensor) -> Tensor) throws -> Int {
        let graph = Graph(computing: [body(x.matmul(w)).matmul(w)], from: [x, w])
        return try CPUExecutor(threads: 2).compile(graph).arenaByteCount
    }

    private let matrix = 64 * 64 * 4

    @Test func aResultTakesTheMemoryOfAnOperandThatDies() throws {
        #expect(try byteCount { $0 } == byteCount { ($0 * 2).exp() })
    }

    @Test func anOperandThatLivesOnKeepsItsMemory() throws {
        let alone = try byteCount { $0 }
        let both = try byteCount { y in y.exp().matmul(y) }
        #expect(both >= alone + matrix)
    }

    /// A loop that reads an operand through a view as well would find it overwritten.
    @Test func anOperandThatIsReadBackwardsLendsNothing() throws {
        let y = x.matmul(w)
        let outputs = [(y + y.transposed()).matmul(w), (y.exp() - y.exp().reversed([0])).matmul(w)]
        let values = [Comparison.numbers([64, 64], 1), Comparison.numbers([64, 64], 2)]
        #expect(try Comparison.problems(of: outputs, from: [x, w], at: values) == [])
    }
}
