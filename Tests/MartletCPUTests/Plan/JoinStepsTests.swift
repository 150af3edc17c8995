// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletTensor
import MartletTesting
import Testing

@testable import MartletCPU

/// Which steps run together, and that they compute what they compute apart.
@Suite struct JoinStepsTests {
    private let inputs = [[256, 128], [128, 64], [128, 96], [128, 64]].enumerated().map {
        Tensor.input($0.offset, TensorType(Shape($0.element), .float32))
    }

    /// The names of steps that run one after another.
    private func names(_ outputs: [Tensor]) throws -> [String] {
        let graph = Graph(computing: outputs, from: inputs)
        let runner = try CPUExecutor(threads: 2).compile(graph).makeRunner()
        return try #require(runner as? CPURunner).profile(runs: 1).map(\.name)
    }

    @Test func neighboursThatDoNotNeedEachOtherAreOneStep() throws {
        #expect(
            try names([inputs[0].matmul(inputs[1]), inputs[0].matmul(inputs[2])])
                == ["matmul, matmul"])
        let (x, w, u) = (inputs[0], inputs[1], inputs[2])
        let seed = (x.matmul(w).tanh().matmul(inputs[3].transposed()) + 1).matmul(u)
        let slopes = gradients(of: seed.squared().sum(), by: [x, w, u])
        #expect(try names(slopes).contains { $0.hasPrefix("matmul, matmul") })
    }

    @Test func whatNeedsTheOtherWaits() throws {
        let first = inputs[0].matmul(inputs[1])
        let second = first.matmul(inputs[3].transposed())
        #expect(try names([first, second]) == ["matmul", "matmul"])
    }

    /// The second writes where the first reads.
    @Test func whoOverwritesWaitsForWhoReads() throws {
        let sum = inputs[0].matmul(inputs[1])
        let next = inputs[1] * 0.5
        var graph = Graph(computing: [sum, next], from: inputs)
        graph.donations = [.init(input: 1, output: 1)]
        let runner = try CPUExecutor(threads: 2).compile(graph).makeRunner()
        let names = try #require(runner as? CPURunner).profile(runs: 1).map(\.name)
        #expect(names == ["matmul", "loop"])
    }

    @Test func programsOfOneThreadAreLeftAlone() throws {
        let small = (0..<2).map { Tensor.input($0, TensorType([4, 4], .float32)) }
        let graph = Graph(
            computing: [small[0].matmul(small[1]), small[1].matmul(small[0])], from: small)
        let runner = try CPUExecutor(threads: 2).compile(graph).makeRunner()
        let names = try #require(runner as? CPURunner).profile(runs: 1).map(\.name)
        #expect(names == ["matmul", "matmul"])
    }

    @Test func givesTheSame() throws {
        let (x, w, u, v) = (inputs[0], inputs[1], inputs[2], inputs[3])
        let loss = ((x.matmul(w).tanh() * x.matmul(v)).sum([0]) + x.matmul(u).mean()).squared()
            .sum()
        let graph = Graph(
            computing: [loss] + gradients(of: loss, by: inputs), from: inputs)
        let problems = try Comparison.problems(of: graph, at: Comparison.numbers(for: inputs))
        #expect(problems == [])
    }
}
