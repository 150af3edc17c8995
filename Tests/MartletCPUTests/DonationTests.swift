// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletTensor
import MartletTesting
import Testing

/// Several donated inputs, and old values that later steps and other outputs read.
@Suite struct DonationTests {
    /// Programs of the donated inputs `x[0]` and `x[1]`; the first two results take their memory.
    struct Program: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let make: @Sendable ([Tensor]) -> [Tensor]

        init(_ name: String, _ make: @escaping @Sendable ([Tensor]) -> [Tensor]) {
            (testDescription, self.make) = (name, make)
        }
    }

    static let programs: [Program] = [
        Program("two donations cross") { [$0[1] * 0.5 + 1, $0[0] * 2] },
        Program("two donations cross through transposes") {
            [$0[1].transposed() * 0.5, $0[0].transposed() * 2]
        },
        Program("they cross bare") { [$0[1], $0[0]] },
        Program("both read both") { [$0[0] + $0[1], $0[0] - $0[1]] },
        Program("both read both through views") {
            [$0[0] + $0[1].transposed(), $0[1] - $0[0].reversed([0])]
        },
        Program("another output reads a transpose") { [$0[0] + 1, $0[1], $0[0].transposed()] },
        Program("another output reads a transpose and more") {
            [$0[0] * 2, $0[1] * 2, $0[0].transposed() - $0[1], $0[0].sum([0])]
        },
        Program("a late step reads the old value") { x in
            let new = x[0] + x[1]
            let late = new.tanh().matmul(x[0].transposed()) * 0.1
            return [new, x[1] - x[0], late + x[0].reversed([1])]
        },
        Program("a late step reads the old value through slices") { x in
            let new = x[0] * 0.5
            let product = new.matmul(x[1]) * 0.1
            let old = x[0][.range(1, nil)].padded(low: [0, 0], high: [1, 0])
            return [new, product + old, old.transposed() * product]
        },
        Program("the new value of one is read by the other") { x in
            let first = x[0] - x[0].transposed() * 0.1
            return [first, x[1] + first.transposed() * x[0]]
        },
        Program("a chain of updates") { x in
            let first = x[0] + x[1][.index(0)]
            let second = x[1] - first.transposed()
            return [first + second * 0.5, second, (first * second).transposed()]
        },
        Program("an output twice") { [$0[0] + 1, $0[1] + 1, $0[0] + 1] },
        Program("a new value twice, and the old one") { x in
            let new = x[0] + 1
            return [new, x[1] + 1, new, x[0], new.transposed()]
        },
        Program("old values behind a barrier") { x in
            let parts = Tensor.barrier([x[0], x[1]])
            return [x[0] * 2, x[1] * 2, parts[0].transposed(), parts[1], parts[1] + parts[0]]
        },
        Program("an untouched input and its transpose") { [$0[0], $0[1], $0[0].transposed()] },
    ]

    @Test(arguments: programs, [64, 300])
    func oldValuesReachTheirReaders(program: Program, size: Int) throws {
        let inputs = (0..<2).map { Tensor.input($0, TensorType([size, size], .float32)) }
        let problems = try Comparison.problems(
            of: program.make(inputs), from: inputs, at: Comparison.numbers(for: inputs),
            donations: (0..<2).map { Graph.Donation(input: $0, output: $0) },
            engines: size == 64 ? TestedEngine.all : TestedEngine.pairs)
        #expect(problems == [])
    }

    /// The memory of the first becomes the second's, as no optimizer does, but as donations allow.
    @Test(arguments: programs) func donationsMayCross(program: Program) throws {
        let inputs = (0..<2).map { Tensor.input($0, TensorType([64, 64], .float32)) }
        let problems = try Comparison.problems(
            of: program.make(inputs), from: inputs, at: Comparison.numbers(for: inputs),
            donations: [Graph.Donation(input: 0, output: 1), Graph.Donation(input: 1, output: 0)])
        #expect(problems == [])
    }
}
