// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletReference
import MartletTensor
import Testing

@Suite struct ReferenceExecutorTests {
    private let type = TensorType([3], .float64)

    private func host(_ values: [Double]) -> HostTensor {
        HostTensor(values, shape: Shape([values.count]), dtype: .float64)
    }

    @Test func runsAgainWithOtherInputs() throws {
        let x = Tensor.input(0, type)
        let runner = try ReferenceExecutor()
            .compile(Graph(computing: [x * 2], from: [x])).makeRunner()
        #expect(try runner.run([host([1, 2, 3])], resultTypes: [type])[0].doubles == [2, 4, 6])
        #expect(try runner.run([host([5, 6, 7])], resultTypes: [type])[0].doubles == [10, 12, 14])
    }

    @Test func resultsOutliveTheNextRun() throws {
        let x = Tensor.input(0, type)
        let runner = try ReferenceExecutor().compile(Graph(computing: [x], from: [x])).makeRunner()
        let first = try runner.run([host([1, 2, 3])], resultTypes: [type])[0]
        _ = try runner.run([host([4, 5, 6])], resultTypes: [type])
        #expect(first.doubles == [1, 2, 3])
    }

    @Test func outputsMayBeInputsOrTwiceTheSame() throws {
        let x = Tensor.input(0, type)
        let y = x + 1
        let graph = Graph(computing: [y, x, y, x.reshaped(to: [3, 1])], from: [x])
        let results = try ReferenceExecutor().compile(graph).makeRunner()
            .run([host([1, 2, 3])], resultTypes: graph.outputTypes)
        #expect(results.map(\.doubles) == [[2, 3, 4], [1, 2, 3], [2, 3, 4], [1, 2, 3]])
    }

    @Test func donatedMemoryIsUpdatedInPlace() throws {
        let (x, y) = (Tensor.input(0, type), Tensor.input(1, type))
        // The two exchange their places: neither may be overwritten before the other is read.
        let graph = Graph(
            computing: [y, x + y], from: [x, y],
            donations: [.init(input: 0, output: 0), .init(input: 1, output: 1)])
        let (a, b) = (host([1, 2, 3]).copied().buffer, host([10, 20, 30]).copied().buffer)
        let runner = try ReferenceExecutor().compile(graph).makeRunner(
            inputs: [a, b], outputs: [a, b])
        try runner.run()
        #expect(HostTensor(type, a).doubles == [10, 20, 30])
        #expect(HostTensor(type, b).doubles == [11, 22, 33])
        try runner.run()
        #expect(HostTensor(type, b).doubles == [21, 42, 63])
    }

    @Test func aFailedRunCanBeRepeated() throws {
        let (x, index) = (Tensor.input(0, type), Tensor.input(1, TensorType([1], .int64)))
        let graph = Graph(computing: [x.take(index)], from: [x, index])
        let runner = try ReferenceExecutor().compile(graph).makeRunner()
        #expect(throws: ExecutionError.self) {
            try runner.run(
                [host([1, 2, 3]), HostTensor(integers: [3], shape: [1])],
                resultTypes: graph.outputTypes)
        }
        let good = try runner.run(
            [host([1, 2, 3]), HostTensor(integers: [-1], shape: [1])],
            resultTypes: graph.outputTypes)
        #expect(good[0].doubles == [3])
    }
}
