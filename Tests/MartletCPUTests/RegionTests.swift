// SPDX-License-Identifier: Apache-2.0
import MartletCPU
import MartletCompiler
import MartletIR
import MartletTensor
import MartletTesting
import Testing

/// Loops and branches as steps with jumps: against the reference, with every number of threads.
@Suite struct RegionTests {
    private func input(_ index: Int, _ shape: Shape, _ dtype: DType = .float32) -> Tensor {
        Tensor.input(index, TensorType(shape, dtype))
    }

    private func expectNoProblems(
        _ outputs: [Tensor], from inputs: [Tensor], at values: [HostTensor]? = nil
    ) throws {
        let problems = try Comparison.problems(
            of: outputs, from: inputs, at: values ?? Comparison.numbers(for: inputs),
            tolerance: 1e-5)
        #expect(problems == [])
    }

    private func stepNames(_ outputs: [Tensor], from inputs: [Tensor]) throws -> [String] {
        let executor = CPUExecutor(threads: 2)
        let runner = try executor.compile(Graph(computing: outputs, from: inputs)).makeRunner()
        return try #require(runner as? CPURunner).stepNames
    }

    /// A recurrent cell with gates, as PyTorch's LSTM has them.
    private func lstm(_ inputs: [Tensor], mask: Tensor? = nil, isReversed: Bool = false) -> [Tensor]
    {
        let (x, w, u, b) = (inputs[0], inputs[1], inputs[2], inputs[3])
        let units = u.shape[0]
        let zeros = Tensor.zeros([x.shape[1], units])
        let walk = scan(over: [x], carrying: [zeros, zeros], isReversed: isReversed) {
            carried, slices in
            let state = mask.map { carried[0] * $0 } ?? carried[0]
            let gates = slices[0].matmul(w) + state.matmul(u) + b
            let parts = (0..<4).map { gates[.all, .range($0 * units, ($0 + 1) * units)] }
            let cell = parts[1].sigmoid() * carried[1] + parts[0].sigmoid() * parts[2].tanh()
            let next = parts[3].sigmoid() * cell.tanh()
            return (carried: [next, cell], results: [next, gates])
        }
        return walk.carried + walk.results
    }

    private func lstmInputs(batch: Int, steps: Int = 5) -> [Tensor] {
        [
            input(0, [steps, batch, 7]), input(1, [7, 24]), input(2, [6, 24]), input(3, [24]),
            input(4, [batch, 6]),
        ]
    }

    /// Few rows, rows in groups, and rows that groups of one size do not cover.
    @Test(arguments: [3, 32, 33, 48], [false, true])
    func aRecurrentCell(batch: Int, isReversed: Bool) throws {
        let inputs = lstmInputs(batch: batch)
        try expectNoProblems(lstm(inputs, isReversed: isReversed), from: inputs)
        try expectNoProblems(
            lstm(inputs, mask: inputs[4], isReversed: isReversed), from: inputs)
    }

    @Test func whatIsAddedToAProductRidesOnIt() throws {
        let inputs = lstmInputs(batch: 3)
        let names = try stepNames(lstm(inputs), from: inputs)
        // The gates' sums ride on the product of the state; what is left are the gates themselves.
        #expect(names.count { $0 == "matmul" } == 2)
        #expect(names.count { $0 == "loop" || $0 == "rows" } == 1, "\(names)")
    }

    @Test func rowsThatDoNotMeetWalkAlone() throws {
        let inputs = lstmInputs(batch: 32)
        let names = try stepNames(lstm(inputs), from: inputs)
        #expect(names.filter { $0 == "scan" }.count == 1)
        // A loop over all rows has a start, an end, and the steps between.
        let few = lstmInputs(batch: 3)
        #expect(try stepNames(lstm(few), from: few).filter { $0 == "scan" }.count == 2)
    }

    /// Each row reads another one.
    @Test func rowsThatMeetWalkTogether() throws {
        let inputs = [input(0, [4, 32, 3])]
        let walk = scan(over: inputs, carrying: [Tensor.zeros([32, 3])]) { carried, slices in
            let next = (carried[0].reversed([0]) + slices[0]).tanh()
            return (carried: [next], results: [next * 2])
        }
        try expectNoProblems(walk.carried + walk.results, from: inputs)
        let names = try stepNames(walk.results, from: inputs)
        #expect(names.filter { $0 == "scan" }.count == 2)
    }

    /// What is carried changes places, is passed on as it is, and is read through a view.
    @Test func carriedValuesChangePlaces() throws {
        let inputs = [input(0, [6, 5]), input(1, [5]), input(2, [5]), input(3, [5])]
        let walk = scan(over: [inputs[0]], carrying: Array(inputs[1...])) { carried, slices in
            (
                carried: [carried[1], carried[0] + slices[0], carried[2].reversed([0])],
                results: [carried[2], slices[0], carried[0] * carried[1]]
            )
        }
        try expectNoProblems(walk.carried + walk.results, from: inputs)
    }

    @Test(arguments: [0, 1, 2])
    func fewSteps(steps: Int) throws {
        let inputs = [input(0, [steps, 32, 3]), input(1, [32, 3])]
        let walk = scan(over: [inputs[0]], carrying: [inputs[1]]) { carried, slices in
            (carried: [carried[0] + slices[0]], results: [carried[0] * 2])
        }
        try expectNoProblems(walk.carried + walk.results, from: inputs)
    }

    /// A loop in a loop that walks along a slice of what the outer one walks along, and a branch in it.
    @Test func loopsNest() throws {
        let inputs = [input(0, [4, 3, 8]), input(1, [8])]
        let outer = scan(over: [inputs[0]], carrying: [inputs[1]]) { carried, slices in
            let inner = scan(over: [slices[0]], carrying: [carried[0]], isReversed: true) {
                state, parts in
                let next = branch(
                    state[0].sum() .> 0, then: { [state[0] * 0.5 - parts[0]] },
                    else: { [(state[0] + parts[0]).tanh()] })
                return (carried: next, results: [state[0] * parts[0]])
            }
            return (carried: inner.carried, results: [inner.results[0], slices[0] * 2])
        }
        try expectNoProblems(outer.carried + outer.results, from: inputs)
    }

    /// What the innermost loop reads and stacks has its place in all three.
    @Test func threeLoopsNest() throws {
        let inputs = [input(0, [2, 3, 4, 5]), input(1, [5])]
        let outer = scan(over: [inputs[0]], carrying: [inputs[1]]) { first, blocks in
            let middle = scan(over: [blocks[0]], carrying: first) { second, rows in
                let inner = scan(over: [rows[0]], carrying: second) { third, row in
                    (carried: [(third[0] * row[0]).sin() + inputs[1]], results: [third[0] - row[0]])
                }
                return (carried: [inner.carried[0] * 0.5], results: inner.results)
            }
            return (carried: middle.carried, results: middle.results)
        }
        try expectNoProblems(outer.carried + outer.results, from: inputs)
    }

    @Test(arguments: [-1, 0, 1, 2, 7])
    func aNumberChoosesABranch(choice: Int) throws {
        let inputs = [input(0, [40]), input(1, [], .int32)]
        let results = branch(
            on: inputs[1],
            [
                { [inputs[0] * 2, inputs[0].sum()] }, { [inputs[0].exp(), inputs[0].max()] },
                { [inputs[0], inputs[0].mean()] },
            ])
        let values = [
            Comparison.numbers([40], 1),
            HostTensor([Double(choice)], shape: .scalar, dtype: .int32),
        ]
        try expectNoProblems(results, from: inputs, at: values)
    }

    /// Heron's roots; how many turns they take depends on the numbers.
    @Test func turnsGoOnAsLongAsACondition() throws {
        let squares = input(0, [5])
        let roots = whileLoop(
            [squares, Tensor(0, dtype: .int64)],
            while: { (($0[0].squared() - squares).absolute().max() .> 1e-4) }
        ) { [($0[0] + squares / $0[0]) * 0.5, $0[1] + 1] }
        let values = [HostTensor([1, 2, 3, 50, 0.3], shape: [5])]
        try expectNoProblems(roots, from: [squares], at: values)
    }
}
