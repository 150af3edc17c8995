// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor
import MartletTesting
import Testing

@Suite struct RandomTests {
    /// Random123's `kat_vectors`: seed, stream, block and the four words.
    static let answers: [(UInt64, UInt64, UInt64, [UInt32])] = [
        (0, 0, 0, [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
        (.max, .max, .max, [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
        (
            0x299f_31d0_a409_3822, 0x0370_7344_1319_8a2e, 0x85a3_08d3_243f_6a88,
            [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
        ),
    ]

    @Test(arguments: answers)
    func philoxGivesTheKnownAnswers(seed: UInt64, stream: UInt64, block: UInt64, words: [UInt32]) {
        let result = Philox(seed: seed, stream: stream).block(block)
        #expect((0..<4).map { result[$0] } == words)
    }

    @Test func uniformNumbersComeFromTheBits() throws {
        let words: [UInt32] = [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]
        let single = try Tensor.uniform([4], seed: 0).elements()
        #expect(single == words.map { Double($0 >> 8) * 0x1p-24 })
        let double = try Tensor.uniform([2], dtype: .float64, seed: 0).elements()
        let fractions = [0, 2].map { pair in
            let (high, low) = (Double(words[pair] >> 5), Double(words[pair + 1] >> 6))
            return (high * 0x1p26 + low) * 0x1p-53
        }
        #expect(double == fractions)
    }

    @Test(arguments: [DType.float16, .bfloat16, .float32, .float64])
    func momentsAreThoseOfTheDistribution(dtype: DType) throws {
        let uniform = try Tensor.uniform([20_000], dtype: dtype, seed: 5).elements()
        #expect(uniform.allSatisfy { (0..<1).contains($0) })
        expectMoments(uniform, mean: 0.5, variance: 1.0 / 12)
        let normal = try Tensor.normal([20_000], dtype: dtype, seed: 5).elements()
        expectMoments(normal, mean: 0, variance: 1)
        let tails = normal.filter { $0.magnitude > 1.96 }.count
        #expect((800...1200).contains(tails))
    }

    private func expectMoments(_ values: [Double], mean: Double, variance: Double) {
        let count = Double(values.count)
        let average = values.reduce(0, +) / count
        let spread = values.map { ($0 - average) * ($0 - average) }.reduce(0, +) / count
        // Five standard errors; a wrong generator is off by far more.
        #expect((average - mean).magnitude < 5 * (variance / count).squareRoot())
        #expect((spread / variance - 1).magnitude < 5 * (2 / count).squareRoot())
    }

    @Test func rangesAndScales() throws {
        let uniform = try Tensor.uniform([2000], low: -3, high: 5, seed: 1).elements()
        #expect(uniform.allSatisfy { (-3...5).contains($0) })
        expectMoments(uniform, mean: 1, variance: 64.0 / 12)
        expectMoments(
            try Tensor.normal([2000], mean: -2, standardDeviation: 3, seed: 1).elements(), mean: -2,
            variance: 9)
    }

    @Test func dependOnSeedAndStreamAlone() throws {
        let first = try Tensor.uniform([10], seed: 3).elements()
        #expect(try Tensor.uniform([10], seed: 3).elements() == first)
        #expect(
            try Tensor.uniform([2, 5], seed: 3).elements() == first, "the shape does not matter")
        #expect(
            try Tensor.uniform([4], seed: 3).elements() == Array(first.prefix(4)),
            "order does not matter")
        #expect(try Tensor.uniform([10], seed: 4).elements() != first)
        #expect(try Tensor.uniform([10], seed: 3, stream: 1).elements() != first)
        #expect(try Tensor.uniform([10], seed: -3).elements() != first)
        #expect(try Tensor.normal([3], seed: .min).elements().allSatisfy(\.isFinite))
    }

    @Test func halvesNeverReachOne() throws {
        let values = try Tensor.uniform([200_000], dtype: .bfloat16, seed: 0).elements()
        #expect(values.max() == 0.99609375)
    }

    @Test func mistakes() {
        #expect(throws: GraphError.self) {
            try checking { Tensor.uniform([2], dtype: .int32, seed: 1) }
        }
        #expect(throws: GraphError.self) {
            try checking { Tensor.normal([2], dtype: .bool, seed: 1) }
        }
        #expect(throws: GraphError.self) { try checking { Tensor.uniform([2], seed: Tensor([1])) } }
        #expect(throws: GraphError.self) { try checking { Tensor.uniform([-2], seed: 1) } }
    }
}
