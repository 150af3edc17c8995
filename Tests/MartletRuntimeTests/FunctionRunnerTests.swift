// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletReference
import MartletRuntime
import MartletTensor
import MartletTesting
import Testing

/// Values lie somewhere else in each call.
@Suite struct FunctionRunnerTests {
    /// Products of 96 numbers, of about 10.
    private static let tolerance = Tolerance(relative: 1e-5, absolute: 1e-4)

    /// A product, a loop and a sum over values that are lent and one that is copied.
    private static func graph() -> Graph {
        let types = [
            TensorType([64, 96], .float32), TensorType([96, 80], .float32),
            TensorType([80], .float32),
        ]
        let inputs = types.enumerated().map { Tensor.input($0.offset, $0.element) }
        let product = (inputs[0].matmul(inputs[1]) + inputs[2]).relu()
        return Graph(computing: [product, inputs[0] * 2, product.sum()], from: inputs)
    }

    private static func values(_ seed: Int) throws -> [HostTensor] {
        try graph().inputTypes.enumerated().map {
            try Tensor.normal($0.element.shape, seed: seed + $0.offset).host()
        }
    }

    @Test(arguments: TestedEngine.all)
    func resultsFollowTheArgumentsAndStay(engine: TestedEngine) throws {
        let graph = Self.graph()
        let runner = try FunctionRunner(engine.executor().compile(graph), memory: BufferPool())
        let oracle = try ReferenceExecutor().compile(graph).makeRunner()
        var known: [([HostTensor], [HostTensor])] = []
        for call in 0..<4 {
            let values = try Self.values(10 * call)
            var taken: [Buffer?] = values.map(\.buffer)
            let results = try runner.call(&taken)
            known.append((results, try oracle.run(values, resultTypes: graph.outputTypes)))
        }
        for (results, expected) in known {
            for (result, expected) in try matchedPairs(results, expected) {
                #expect(isClose(result.doubles, expected.doubles, tolerance: Self.tolerance))
            }
        }
    }

    @Test(arguments: TestedEngine.pairs)
    func foreignMemoryIsReadWithoutAssumptions(engine: TestedEngine) throws {
        let graph = Self.graph()
        let runner = try FunctionRunner(engine.executor().compile(graph), memory: BufferPool())
        let oracle = try ReferenceExecutor().compile(graph).makeRunner()
        let values = try Self.values(1)
        // Four bytes behind the alignment, and nothing behind the end.
        var shifted = values.map { value -> Buffer? in
            let memory = UnsafeMutableRawPointer.allocate(
                byteCount: value.type.byteCount + 4, alignment: 64)
            (memory + 4).copyMemory(from: value.buffer.pointer, byteCount: value.type.byteCount)
            return Buffer(memory + 4, byteCount: value.type.byteCount) { ($0 - 4).deallocate() }
        }
        let results = try runner.call(&shifted)
        let expected = try oracle.run(values, resultTypes: graph.outputTypes)
        for (result, expected) in try matchedPairs(results, expected) {
            #expect(isClose(result.doubles, expected.doubles, tolerance: Self.tolerance))
        }
    }

    @Test func memoryComesBackToThePool() throws {
        let memory = BufferPool()
        let runner = try FunctionRunner(
            Device.cpu(threads: 1).executor.compile(Self.graph()), memory: memory)
        for _ in 0..<3 {
            var values: [Buffer?] = try Self.values(1).map(\.buffer)
            let results = try runner.call(&values)
            #expect(memory.idleByteCount == 0)
            _ = results
        }
        #expect(memory.idleByteCount == 64 * 80 * 4 + 64 * 96 * 4 + 4)
    }
}
