// SPDX-License-Identifier: Apache-2.0
import MartletCPU
import MartletCompiler
import MartletIR
import MartletTensor
import MartletTesting
import Testing

/// The step of an LSTM as one kernel, against its body on the reference, with every number of threads.
@Suite struct LSTMCellTests {
    private func input(_ index: Int, _ shape: Shape) -> Tensor {
        Tensor.input(index, TensorType(shape, .float32))
    }

    private func steps(_ graph: Graph) throws -> [StepReport] {
        try CPUExecutor(threads: 2).steps(of: graph)
    }

    private func problems(_ graph: Graph, _ inputs: [Tensor]) throws -> [String] {
        try Comparison.problems(
            of: graph, at: Comparison.numbers(for: inputs), tolerance: 1e-5)
    }

    /// A single unit, less than a vector, more than one, many rows, several leading axes, and none.
    @Test(arguments: [[1, 1], [3, 5], [2, 40], [70, 33], [3, 4, 16], [7]])
    func agreesWithItsBody(sizes: [Int]) throws {
        let cell = Shape(sizes)
        let gates = Shape(Array(sizes.dropLast()) + [4 * cell[-1]])
        let inputs = [input(0, gates), input(1, cell), input(2, cell), input(3, cell)]
        let result = lstmCell(gates: inputs[0], cell: inputs[1])
        let loss = (result.state * inputs[2] + result.cell * inputs[3]).sum()
        let slopes = gradients(of: loss, by: [inputs[0], inputs[1]])
        let graph = Graph(computing: [result.state, result.cell] + slopes, from: inputs)
        #expect(try steps(graph).filter { $0.kernel == "recurrent" }.count == 2)
        #expect(try problems(graph, inputs) == [])
    }

    /// Where only one of the results goes on, and where gates lie with gaps between them.
    @Test func oneResultAlone() throws {
        let inputs = [input(0, [5, 50]), input(1, [5, 12])]
        let gates = inputs[0][.all, .range(1, 49)]
        for isState in [true, false] {
            let both = lstmCell(gates: gates, cell: inputs[1])
            let result = isState ? both.state : both.cell
            let slopes = gradients(of: (result * result).sum(), by: inputs)
            let graph = Graph(computing: [result] + slopes, from: inputs)
            #expect(try problems(graph, inputs) == [])
        }
    }

    /// Rows in groups, rows that groups do not cover, and steps in blocks: memory that moves with two loops.
    @Test(arguments: [3, 32, 33], [false, true])
    func walksAlongASequence(batch: Int, isReversed: Bool) throws {
        let inputs = [
            input(0, [6, batch, 7]), input(1, [7, 20]), input(2, [5, 20]), input(3, [20]),
        ]
        let zeros = Tensor.zeros([batch, 5])
        let walk = scan(over: [inputs[0]], carrying: [zeros, zeros], isReversed: isReversed) {
            carried, slices in
            let gates = slices[0].matmul(inputs[1]) + carried[0].matmul(inputs[2]) + inputs[3]
            let (state, cell) = lstmCell(gates: gates, cell: carried[1])
            return (carried: [state, cell], results: [state])
        }
        let loss = walk.results[0].squared().mean() + walk.carried[1].sum()
        let slopes = gradients(of: loss, by: inputs)
        let graph = Graph(computing: walk.carried + walk.results + slopes, from: inputs)
        #expect(try problems(graph, inputs) == [])
        let isGrouped = batch == 32
        #expect(try steps(graph).contains { $0.kernel == "recurrent" } == !isGrouped)
    }

    @Test func otherTypesRunTheBody() throws {
        for dtype in [DType.float64, .bfloat16] {
            let types = [TensorType([3, 8], dtype), TensorType([3, 2], dtype)]
            let inputs = types.enumerated().map { Tensor.input($0.offset, $0.element) }
            let result = lstmCell(gates: inputs[0], cell: inputs[1])
            let graph = Graph(computing: [result.state, result.cell], from: inputs)
            #expect(try !steps(graph).contains { $0.kernel == "recurrent" })
            let values = inputs.map { Comparison.numbers($0.shape, 3, dtype) }
            #expect(try Comparison.problems(of: graph, at: values) == [])
        }
    }
}
