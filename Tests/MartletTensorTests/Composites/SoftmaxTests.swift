// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor
import MartletTesting
import Testing

@Suite struct SoftmaxTests {
    @Test func addsUpToOne() throws {
        let x = Tensor([[1, 2, 3], [1000, 1000, -1000]], dtype: .float64)
        let expected = [0.09003057317038046, 0.24472847105479764, 0.6652409557748218, 0.5, 0.5, 0]
        #expect(isClose(try x.softmax().elements(), expected, tolerance: .float64))
        #expect(isClose(try x.softmax(0).sum([0]).elements(), [1, 1, 1], tolerance: .float64))
    }

    @Test func logarithmsDoNotUnderflow() throws {
        let x = Tensor([0, -2000], dtype: .float64)
        #expect(try x.logSoftmax().elements() == [0, -2000])
        #expect(try x.logSumExp().elements() == [0])
        #expect(
            isClose(
                try Tensor([1000, 1000]).logSumExp().elements(), [1000.6931471], tolerance: .float32
            ))
        #expect(x.logSumExp([0], keepingDimensions: true).shape == [1])
    }

    @Test func normalizes() throws {
        let y = try Tensor([[1, 2, 3], [2, 4, 6]], dtype: .float64).normalized([1], epsilon: 0)
            .elements()
        let expected = 1.224744871391589
        #expect(isClose(y, [-expected, 0, expected, -expected, 0, expected], tolerance: .float64))
    }

    @Test func gradientsAreConfirmedByDifferences() throws {
        let x = HostTensor([0.3, -1.2, 2, 0.7, 0.1, -0.4], shape: [2, 3], dtype: .float64)
        let functions: [@Sendable (Tensor) -> Tensor] = [
            { $0.softmax() }, { $0.softmax(0) }, { $0.logSoftmax() }, { $0.logSumExp() },
            { $0.logSumExp([1], keepingDimensions: true) }, { $0.softplus() }, { $0.gelu() },
            { $0.gelu(approximately: true) }, { $0.silu() }, { $0.elu() }, { $0.leakyReLU() },
            { $0.normalized([1], epsilon: 1e-3) }, { $0.variance([0]) }, { $0.standardDeviation() },
            { $0.mean([1]) }, { $0.clipped(to: -1...1) }, { $0.sorted() }, { $0.topK(2).values },
            { $0.raised(to: 3) }, { $0.squared().raised(to: 0) }, { $0.max([1]) * $0.min([1]) },
        ]
        for function in functions {
            let check = GradientCheck()
            #expect(try check.mismatches(at: [x]) { function($0[0]) }.isEmpty)
            #expect(try check.secondOrderMismatches(at: [x]) { function($0[0]) }.isEmpty)
        }
    }
}
