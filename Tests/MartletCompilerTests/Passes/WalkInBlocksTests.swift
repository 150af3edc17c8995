// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletReference
import MartletTensor
import MartletTesting
import Testing

/// Loops in blocks: what is moved into them, what is left outside, and that the results stay.
@Suite struct WalkInBlocksTests {
    private func input(_ index: Int, _ shape: Shape) -> Tensor {
        Tensor.input(index, TensorType(shape, .float64))
    }

    /// A recurrent layer: states from sequences [steps, 3, 4], 5 units.
    private func layer(_ x: Tensor, _ w: Tensor, _ u: Tensor, isReversed: Bool = false) -> Tensor {
        scan(over: [x], carrying: [.zeros([3, 5], dtype: .float64)], isReversed: isReversed) {
            carried, slices in
            let state = (slices[0].matmul(w) + carried[0].matmul(u)).tanh()
            return (carried: [state], results: [state])
        }.results[0]
    }

    private func inputs(steps: Int) -> [Tensor] {
        [input(0, [steps, 3, 4]), input(1, [4, 5]), input(2, [5, 5])]
    }

    /// A loss and its gradients.
    private func training(steps: Int, isReversed: Bool = false) -> (Graph, [Tensor]) {
        let inputs = inputs(steps: steps)
        let loss = layer(inputs[0], inputs[1], inputs[2], isReversed: isReversed).squared().sum()
        let outputs = [loss] + gradients(of: loss, by: inputs)
        return (Graph(computing: outputs, from: inputs), inputs)
    }

    private func values(_ inputs: [Tensor]) -> [HostTensor] {
        inputs.enumerated().map { number, input in
            HostTensor(
                (0..<input.shape.count).map { Double(($0 * 37 + number * 11) % 101 - 50) * 0.01 },
                shape: input.shape, dtype: .float64)
        }
    }

    private func evaluate(_ graph: Graph, _ inputs: [Tensor]) throws -> [HostTensor] {
        try ReferenceExecutor().compile(graph).makeRunner().run(
            values(inputs), resultTypes: graph.outputTypes)
    }

    private func scans(in graph: Graph) -> [Scan] {
        graph.instructions.compactMap { $0.operation as? Scan }
    }

    /// The blocked graph, whose results are those of the original.
    private func blocked(_ graph: Graph, _ inputs: [Tensor]) throws -> Graph {
        let optimized = try Pipeline.standard.apply(to: graph)
        let blocked = WalkInBlocks.smallest.apply(to: optimized)
        try Verifier.verify(blocked)
        #expect(blocked.outputTypes == graph.outputTypes)
        let pairs = try matchedPairs(evaluate(graph, inputs), evaluate(blocked, inputs))
        for (old, new) in pairs {
            #expect(relativeError(new.doubles, old.doubles) <= 1e-13, "\(blocked)")
        }
        return blocked
    }

    /// An even number, an odd one, a prime one whose blocks are single steps.
    @Test(arguments: [8, 9, 7], [false, true])
    func aLayerWithItsGradients(steps: Int, isReversed: Bool) throws {
        let (graph, inputs) = training(steps: steps, isReversed: isReversed)
        let blocked = try blocked(graph, inputs)
        let blocks = steps == 8 ? 2 : steps == 9 ? 3 : 7
        let outer = scans(in: blocked)
        #expect(outer.map(\.length) == [blocks, blocks])
        #expect(
            outer.flatMap { scans(in: $0.body) }.map(\.length)
                == [Int](repeating: steps / blocks, count: 2))
        // All products with the inputs, and with the gradients of all steps, are done block by block.
        #expect(!blocked.instructions.contains { $0.operation is MatMul })
        #expect(outer[1].body.instructions.count { $0.operation is MatMul } == 3)
    }

    /// The second layer's product reads what the first one stacks, and so do the gradients.
    @Test func layersAboveEachOther() throws {
        let given = inputs(steps: 6) + [input(3, [5, 5]), input(4, [5, 5])]
        let states = layer(layer(given[0], given[1], given[2]), given[3], given[4])
        let loss = (states * states[.range(5, 6)]).sum()
        let outputs = [loss, states] + gradients(of: loss, by: given)
        let blocked = try blocked(Graph(computing: outputs, from: given), given)
        #expect(scans(in: blocked).count == 4)
        #expect(scans(in: blocked).allSatisfy { $0.length == 2 })
    }

    /// A product that somebody else reads is made for all steps.
    @Test func whatOthersReadStays() throws {
        let given = inputs(steps: 6)
        let products = given[0].matmul(given[1])
        let states = scan(over: [products], carrying: [.zeros([3, 5], dtype: .float64)]) {
            carried, slices in
            let state = (slices[0] + carried[0].matmul(given[2])).tanh()
            return (carried: [state], results: [state])
        }.results[0]
        let graph = Graph(computing: [states, products], from: given)
        let blocked = try blocked(graph, given)
        #expect(scans(in: blocked).map(\.length) == [6])
        let alone = try self.blocked(Graph(computing: [states], from: given), given)
        #expect(scans(in: alone).map(\.length) == [2])
    }

    /// Small loops, and those whose number of steps has no divisor that fits, are left as they are.
    @Test func whereItDoesNotPay() throws {
        let (graph, _) = training(steps: 8)
        let optimized = try Pipeline.standard.apply(to: graph)
        let left = [
            WalkInBlocks(), WalkInBlocks(leastByteCount: 0, blockByteCount: 1, leastRows: 1),
            WalkInBlocks(leastByteCount: 0, blockByteCount: .max, leastRows: 1_000),
        ]
        for pass in left { #expect(pass.apply(to: optimized) == optimized) }
        #expect(WalkInBlocks.smallest.apply(to: optimized) != optimized)
    }
}
