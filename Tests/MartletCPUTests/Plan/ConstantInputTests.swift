// SPDX-License-Identifier: Apache-2.0
import MartletCPU
import MartletCompiler
import MartletIR
import MartletTensor
import MartletTesting
import Testing

/// Inputs that stay from run to run: what depends on them alone is computed once.
@Suite struct ConstantInputTests {
    private let x = Tensor.input(0, TensorType([4, 6], .float32))
    private let scale = Tensor.input(1, TensorType([6], .float32))

    private func runner(constants: Set<Int>, arena: Arena? = nil) throws -> CPURunner {
        let folded = (scale.exp() + 1).squareRoot()
        let graph = Graph(computing: [x * folded], from: [x, scale])
        let runner = try CPUExecutor(threads: 2).compile(graph, constants: constants)
            .makeRunner(inputs: [nil, nil], outputs: [nil], arena: arena)
        return try #require(runner as? CPURunner)
    }

    private func fill(_ buffer: Buffer, _ value: Float, _ count: Int) {
        buffer.pointer.assumingMemoryBound(to: Float.self).update(repeating: value, count: count)
    }

    private func first(_ runner: CPURunner) -> Float {
        runner.outputs[0].pointer.load(as: Float.self)
    }

    @Test func whatDependsOnThemRunsOnce() throws {
        let runner = try runner(constants: [1])
        #expect(runner.constantStepNames == ["loop"])
        #expect(runner.stepNames == ["loop"])
        fill(runner.inputs[0], 2, 24)
        fill(runner.inputs[1], 0, 6)
        try runner.run()
        #expect(abs(first(runner) - 2 * Float(2).squareRoot()) < 1e-6)
        // Other data counts at once, another constant only when it is said.
        fill(runner.inputs[0], 3, 24)
        fill(runner.inputs[1], 1, 6)
        try runner.run()
        #expect(abs(first(runner) - 3 * Float(2).squareRoot()) < 1e-6)
        runner.constantsDidChange()
        try runner.run()
        #expect(abs(first(runner) - 3 * Float(1 + 2.718281828).squareRoot()) < 1e-5)
    }

    @Test func withoutThemEverythingRunsEachTime() throws {
        #expect(try runner(constants: []).constantStepNames == [])
    }

    @Test func theyDoNotLieInASharedArena() throws {
        let arena = Arena()
        let runners = try (0..<2).map { _ in try runner(constants: [1], arena: arena) }
        for (index, runner) in runners.enumerated() {
            fill(runner.inputs[0], 1, 24)
            fill(runner.inputs[1], Float(index), 6)
            try runner.run()
        }
        try runners[0].run()
        #expect(abs(first(runners[0]) - Float(2).squareRoot()) < 1e-6)
    }
}
