import MartletCPU
// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletTensor
import MartletTesting
import Testing

/// State that is input and output in one buffer: whoever reads the old value must get it.
@Suite(.enabled(if: Comparison.isPossible, Comparison.needed))
struct InPlaceUpdatesTests {
    /// Runs a program whose outputs overwrite its inputs, and returns what the buffers hold then.
    private func run(
        _ count: Int, _ shape: Shape, times: Int = 1, _ body: ([Tensor]) -> [Tensor]
    ) throws -> [[Double]] {
        let type = TensorType(shape, .float32)
        let inputs = (0..<count).map { Tensor.input($0, type) }
        let outputs = body(inputs)
        let donations = (0..<count).map { Graph.Donation(input: $0, output: $0) }
        let graph = Graph(computing: outputs, from: inputs, donations: donations)
        let buffers = (0..<count).map { index in
            let start = (0..<shape.count).map { Double(index * 100 + $0) }
            return HostTensor(start, shape: shape).buffer
        }
        let extra = [Buffer?](repeating: nil, count: outputs.count - count)
        let runner = try CPUExecutor(threads: 2).compile(graph)
            .makeRunner(inputs: buffers, outputs: buffers + extra)
        for _ in 0..<times { try runner.run() }
        return runner.outputs.map { HostTensor(type, $0).doubles }
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
