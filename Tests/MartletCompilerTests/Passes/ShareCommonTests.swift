// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletTensor
import Testing

@Suite struct ShareCommonTests {
    private let x = Tensor.input(0, TensorType([3], .float32))

    private func count(_ outputs: [Tensor], from inputs: [Tensor]) throws -> Int {
        let shared = ShareCommon().apply(to: Graph(computing: outputs, from: inputs))
        try Verifier.verify(shared)
        return shared.instructions.count
    }

    @Test func equalExpressionsBecomeOne() throws {
        #expect(try count([x.exp() + x.exp()], from: [x]) == 3)
        #expect(try count([(x + 1) * (x + 1)], from: [x]) == 4)
    }

    @Test func differentAttributesStayApart() throws {
        #expect(
            try count([x.cumulativeSum(0), x.cumulativeSum(0, reversed: true)], from: [x]) == 3)
        #expect(try count([x + 1, x + 2], from: [x]) == 5)
        #expect(
            try count([1 / x + Tensor(0.0), 1 / x + Tensor(-0.0)], from: [x]) == 7, "0 is not −0")
    }

    @Test func randomNumbersOfOneSeedAndStreamAreTheSame() throws {
        let seed = Tensor.input(0, TensorType([], .int64))
        let (a, b) = (Tensor.uniform([3], seed: seed), Tensor.uniform([3], seed: seed))
        #expect(try count([a + b], from: [seed]) == 3)
        #expect(try count([a + Tensor.uniform([3], seed: seed, stream: 1)], from: [seed]) == 4)
    }

    @Test func inputsOfOneTypeStayApart() throws {
        let y = Tensor.input(1, TensorType([3], .float32))
        #expect(try count([x + y], from: [x, y]) == 3)
    }
}
