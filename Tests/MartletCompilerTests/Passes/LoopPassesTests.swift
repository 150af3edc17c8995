// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletReference
import MartletTensor
import MartletTesting
import Testing

/// What the passes make of loops and checkpoints.
@Suite struct LoopPassesTests {
    private let type = TensorType([50, 4, 8], .float32)

    /// A recurrent network's loss with its gradients.
    private func training() throws -> Graph {
        let types = [type, TensorType([8, 8], .float32), TensorType([8, 8], .float32)]
        let places = types.enumerated().map { Tensor.input($0.offset, $0.element) }
        let states = scan(over: places[0], carrying: .zeros([4, 8])) { state, input in
            let next = (input.matmul(places[1]) + state.matmul(places[2])).tanh()
            return (next, next)
        }.results
        let loss = states.squared().mean()
        let slopes = gradients(of: loss, by: Array(places.dropFirst()))
        return try Pipeline.standard.apply(
            to: Graph(computing: [loss] + slopes, from: places))
    }

    @Test func forwardAndBackwardAreOneLoopEach() throws {
        let scans = try training().instructions.compactMap { $0.operation as? Scan }
        #expect(scans.map(\.isReversed) == [false, true])
    }

    @Test func productsThatNoStepWaitsForAreOutside() throws {
        let graph = try training()
        let inside = graph.instructions.compactMap { ($0.operation as? Scan)?.body }
            .map { body in body.instructions.filter { $0.operation is MatMul }.count }
        #expect(inside == [1, 1])
        // x·W before the loop; both gradients by weights, over all steps at once, behind.
        let outside = graph.instructions.filter { $0.operation is MatMul }
        #expect(outside.map(\.type.shape) == [[200, 8], [8, 8], [8, 8]])
    }

    @Test func sizeDoesNotDependOnSteps() throws {
        let count = try training().instructions.count
        #expect(count < 30)
    }

    @Test func unusedResultsAndCarriesGo() throws {
        let x = Tensor.input(0, type)
        let (carried, _) = scan(
            over: [x, x + 1], carrying: [.zeros([4, 8]), .zeros([4, 8])]
        ) { carried, inputs in
            ([carried[0] + inputs[0], carried[1] * inputs[1].exp()], [carried[1], carried[0]])
        }
        let graph = try Pipeline.standard.apply(to: Graph(computing: [carried[0]], from: [x]))
        let scan = try #require(graph.instructions.compactMap { $0.operation as? Scan }.first)
        #expect(scan.carryCount == 1)
        #expect(scan.body.instructions.map(\.operation.name) == ["input", "input", "add"])
        #expect(!graph.instructions.contains { $0.operation is Add })
    }

    @Test func unusedResultsOfOthersGo() throws {
        let x = Tensor.input(0, TensorType([3], .float32))
        let values = branch(
            x.sum() .> 0, then: { [x.sin(), x.exp()] }, else: { [x.cos(), x.log()] })
        let turns = whileLoop(
            [x.sum(), x], while: { $0[0] .< 9 }, do: { [$0[0] + 2, $0[1].sin()] })
        let graph = try Pipeline.standard.apply(
            to: Graph(computing: [values[1], turns[0]], from: [x]))
        let bodies = graph.instructions.compactMap { $0.operation as? any RegionOperation }
            .flatMap(\.regions)
        let names = Set(bodies.flatMap(\.instructions).map(\.operation.name))
        #expect(names == ["input", "exp", "log", "literal", "compare", "add"])
    }

    /// Values of a checkpoint that its gradient needs are computed a second time, after the first gradient is there.
    @Test func checkpointsAreComputedTwice() throws {
        let x = Tensor.input(0, TensorType([4, 8], .float32))
        func loss(_ block: (Tensor) -> Tensor) -> Tensor { block(block(x)).squared().sum() }
        func sines(_ loss: Tensor) throws -> Int {
            let graph = Graph(computing: [loss] + gradients(of: loss, by: [x]), from: [x])
            return try Pipeline.standard.apply(to: graph).instructions
                .filter { $0.operation is Sine }.count
        }
        let plain = try sines(loss { ($0.sin() * 2).sin() })
        let twice = try sines(loss { checkpoint($0) { ($0.sin() * 2).sin() } })
        #expect(plain == 4)
        // The outermost sine of a block is no part of its gradient.
        #expect(twice == 6)
    }

    @Test func passesKeepWhatIsComputed() throws {
        let x = Tensor.input(0, TensorType([4, 8], .float64))
        let y = scan(over: x, carrying: Tensor.zeros([8], dtype: .float64)) { state, row in
            let next = checkpoint([state, row]) { [($0[0] * $0[1]).sin() + $0[1].softmax(0)] }[0]
            return (next, branch(row.sum() .> 0, then: { next.exp() }, else: { next * 2 }))
        }.results
        let graph = Graph(
            computing: [y] + gradients(of: y.sum(), by: [x]), from: [x])
        let host = SampleOperand.reals([4, 8]).host(as: .float64, seed: 7)
        let wanted = try run(graph, host)
        let found = try run(try Pipeline.standard.apply(to: graph), host)
        for (left, right) in zip(wanted, found) {
            #expect(isClose(right.doubles, left.doubles, tolerance: .float64))
        }
    }

    private func run(_ graph: Graph, _ host: HostTensor) throws -> [HostTensor] {
        try ReferenceExecutor().compile(graph).makeRunner()
            .run([host], resultTypes: graph.outputTypes)
    }
}
