// SPDX-License-Identifier: Apache-2.0
import MartletCPU
import MartletCompiler
import MartletIR
import MartletTensor
import MartletTesting
import Testing

/// Attention in programs: its memory, in the bodies of loops, and where the kernel is not for it.
@Suite struct AttentionProgramTests {
    private func input(_ index: Int, _ shape: Shape, _ dtype: DType = .float32) -> Tensor {
        Tensor.input(index, TensorType(shape, dtype))
    }

    private func attention(_ inputs: [Tensor], isCausal: Bool = false) -> Tensor {
        scaledDotProductAttention(
            query: inputs[0], key: inputs[1], value: inputs[2], isCausal: isCausal)
    }

    /// Of a step of training: results, and all that is kept between them.
    private func arenaBytes(heads: Int, positions: Int) throws -> Int {
        let inputs = (0..<3).map { input($0, [heads, positions, 16]) }
        let result = attention(inputs)
        let graph = Graph(
            computing: [result] + gradients(of: result.squared().sum(), by: inputs), from: inputs)
        return try CPUExecutor(threads: 2).compile(graph).arenaByteCount
    }

    @Test(arguments: [1, 3, 16]) func memoryIsLinearInTheLength(heads: Int) throws {
        let (short, long) = (
            try arenaBytes(heads: heads, positions: 4096),
            try arenaBytes(heads: heads, positions: 8192)
        )
        #expect(long <= 2 * short + 65_536)
        #expect(short < heads * 4096 * 4096 * 4 / 8)
    }

    /// Results that are outputs are computed there.
    @Test func nothingIsCopied() throws {
        let inputs = (0..<3).map { input($0, [2, 40, 8]) }
        let result = attention(inputs)
        let graph = Graph(
            computing: [result] + gradients(of: result, by: inputs, seed: inputs[0]), from: inputs)
        let names = try CPUExecutor(threads: 2).steps(of: graph).map(\.name)
        #expect(
            names == ["scaled_dot_product_attention", "scaled_dot_product_attention_gradient"])
    }

    /// Walks along queries, keys that move, and values that stay; what is carried is attended to as well.
    @Test(arguments: [false, true]) func inLoops(isCausal: Bool) throws {
        let inputs = [
            input(0, [3, 2, 70, 8]), input(1, [3, 2, 66, 8]), input(2, [2, 66, 8]),
            input(3, [2, 70, 8]),
        ]
        let walk = scan(over: [inputs[0], inputs[1]], carrying: [inputs[3]]) { carried, slices in
            let next = scaledDotProductAttention(
                query: slices[0] + carried[0], key: slices[1], value: inputs[2], isCausal: isCausal)
            return (carried: [next.tanh()], results: [next])
        }
        let loss = (walk.carried[0] * walk.results[0]).sum()
        let outputs = [loss] + gradients(of: loss, by: inputs)
        let graph = Graph(computing: outputs, from: inputs)
        let kernels = try CPUExecutor(threads: 1).steps(of: graph).map(\.kernel)
        #expect(kernels.contains("attention"))
        let problems = try Comparison.problems(
            of: graph, at: Comparison.numbers(for: inputs), tolerance: 2e-5)
        #expect(problems == [])
    }

    @Test func inBranchesAndCheckpoints() throws {
        let inputs = [input(0, [2, 40, 8]), input(1, [2, 70, 8]), input(2, [2, 70, 8])]
        let kept = checkpoint(inputs) { [attention($0) * 2] }[0]
        let chosen = branch(
            inputs[0].sum() .> 0, then: { [attention(inputs).tanh()] },
            else: { [attention(inputs, isCausal: true)] })[0]
        let loss = (kept * chosen).sum()
        let problems = try Comparison.problems(
            of: [loss] + gradients(of: loss, by: inputs), from: inputs,
            at: Comparison.numbers(for: inputs), tolerance: 2e-5)
        #expect(problems == [])
    }

    /// The gradient of a gradient goes through the bodies.
    @Test(arguments: [false, true]) func secondDerivatives(isCausal: Bool) throws {
        let inputs = [input(0, [2, 9, 4]), input(1, [2, 11, 4]), input(2, [2, 11, 3])]
        let first = gradients(of: attention(inputs, isCausal: isCausal).squared().sum(), by: inputs)
        let loss = first.map { $0.squared().sum() }.reduce(Tensor(0), +)
        let problems = try Comparison.problems(
            of: first + gradients(of: loss, by: inputs), from: inputs,
            at: Comparison.numbers(for: inputs), tolerance: 1e-4)
        #expect(problems == [])
    }

    /// Other element types, more axes than the kernel takes, and no sources or positions at all.
    @Test func otherwiseItsBodyRuns() throws {
        let cases: [(DType, [Int], Int, Int)] = [
            (.float64, [2], 9, 11), (.bfloat16, [2], 9, 11), (.float16, [2], 9, 11),
            (.float32, [1, 2, 1, 1, 2, 1, 1], 5, 6), (.float32, [2], 5, 0), (.float32, [2], 0, 5),
            (.float32, [0], 5, 5),
        ]
        for (dtype, leading, positions, sources) in cases {
            let inputs = [
                input(0, Shape(leading + [positions, 4]), dtype),
                input(1, Shape(leading + [sources, 4]), dtype),
                input(2, Shape(leading + [sources, 3]), dtype),
            ]
            let result = attention(inputs)
            let graph = Graph(
                computing: [result] + gradients(of: result.squared().sum(), by: inputs),
                from: inputs)
            let kernels = try CPUExecutor(threads: 1).steps(of: graph).map(\.kernel)
            #expect(!kernels.contains("attention") && !kernels.contains("reference"))
            #expect(try Comparison.problems(of: graph, at: Comparison.numbers(for: inputs)) == [])
        }
    }
}
