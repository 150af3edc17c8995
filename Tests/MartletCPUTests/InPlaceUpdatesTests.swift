// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletTensor
import MartletTesting
import Testing

/// State that is input and output in one buffer: whoever reads the old value must get it.
@Suite struct InPlaceUpdatesTests {
    /// Runs a program whose outputs overwrite its inputs on every engine, and returns what the buffers hold then.
    private func run(
        _ count: Int, _ shape: Shape, times: Int = 1, _ body: ([Tensor]) -> [Tensor]
    ) throws -> [[Double]] {
        let inputs = (0..<count).map { Tensor.input($0, TensorType(shape, .float32)) }
        let donations = (0..<count).map { Graph.Donation(input: $0, output: $0) }
        let graph = Graph(computing: body(inputs), from: inputs, donations: donations)
        let states = try TestedEngine.all.map { try state(of: graph, times, $0.executor()) }
        return states.allSatisfy { $0 == states[0] } ? states[0] : []
    }

    private func state(of graph: Graph, _ times: Int, _ executor: any Executor) throws
        -> [[Double]]
    {
        let buffers = graph.inputTypes.enumerated().map { index, type in
            let start = (0..<type.shape.count).map { Double(index * 100 + $0) }
            return HostTensor(start, shape: type.shape).buffer
        }
        let extra = [Buffer?](repeating: nil, count: graph.outputs.count - buffers.count)
        let runner = try executor.compile(graph)
            .makeRunner(inputs: buffers, outputs: buffers + extra)
        for _ in 0..<times { try runner.run() }
        return try matchedPairs(graph.outputTypes, runner.outputs).map {
            HostTensor($0, $1).doubles
        }
    }

    @Test func anUpdateReadsItsOwnOldValue() throws {
        let result = try run(1, [2, 3], times: 3) { [$0[0] * 2 + 1] }
        #expect(result == [[7, 15, 23, 31, 39, 47]])
    }

    @Test func valuesChangePlaces() throws {
        let result = try run(2, [3]) { [$0[1], $0[0]] }
        #expect(result == [[100, 101, 102], [0, 1, 2]])
    }

    @Test func othersSeeTheOldValue() throws {
        let result = try run(2, [3]) { x in
            let new = x[0] + x[1]
            return [new, x[0].reversed([0]) + new.sum()]
        }
        #expect(result == [[100, 102, 104], [308, 307, 306]])
    }

    @Test func aTransposeGoesToItsOwnMemory() throws {
        let result = try run(1, [2, 2]) { [$0[0].transposed() + $0[0] * 10] }
        #expect(result == [[0, 12, 21, 33]])
        let bare = try run(1, [2, 2]) { [$0[0].transposed()] }
        #expect(bare == [[0, 2, 1, 3]])
    }

    @Test func aProductMayOverwriteItsFactor() throws {
        let result = try run(1, [2, 2]) { [$0[0].matmul($0[0])] }
        #expect(result == [[2, 3, 6, 11]])
    }

    @Test func anUntouchedStateStays() throws {
        let result = try run(2, [2]) { [$0[0], $0[1] + $0[0], $0[0]] }
        #expect(result == [[0, 1], [100, 102], [0, 1]])
    }
}
