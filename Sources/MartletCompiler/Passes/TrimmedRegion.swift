// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor

/// A loop or a branch without the results that nobody reads and the operands that only they need.
struct TrimmedRegion {
    let operation: any RegionOperation
    /// The operands that are left.
    let operands: [Int]
    /// The results that are left.
    let results: [Int]

    /// What is left if only the given results are read; `nil` for operations that are left as they are.
    init?(_ operation: any Operation, reading used: Set<Int>) {
        switch operation {
        case let scan as Scan: self.init(scan, used)
        case let loop as WhileLoop: self.init(loop, used)
        case let branch as Branch: self.init(branch, used)
        case let call as Call: self.init(call, used)
        default: return nil
        }
    }

    private init(_ scan: Scan, _ used: Set<Int>) {
        var live = used
        var inputs: Set<Int> = []
        var isSettled = false
        while !isSettled {
            inputs = scan.body.inputs(neededBy: live.sorted())
            let carried = inputs.filter { scan.carriedInputs.contains($0) }
                .map { $0 - scan.constantCount }
            isSettled = live.isSuperset(of: carried)
            live.formUnion(carried)
        }
        results = live.sorted()
        let carries = results.filter { $0 < scan.carryCount }
        inputs.formUnion(carries.map { $0 + scan.constantCount })
        operands = inputs.sorted()
        operation = Scan(
            body: scan.body.restricted(to: operands, results),
            constantCount: operands.filter { $0 < scan.constantCount }.count,
            carryCount: carries.count, length: scan.length, isReversed: scan.isReversed)
    }

    private init(_ loop: WhileLoop, _ used: Set<Int>) {
        let first = loop.constantCount
        var live = used
        var inputs: Set<Int> = []
        var isSettled = false
        while !isSettled {
            inputs = loop.condition.inputs(neededBy: [0])
                .union(loop.body.inputs(neededBy: live.sorted()))
            let carried = inputs.filter { $0 >= first }.map { $0 - first }
            isSettled = live.isSuperset(of: carried)
            live.formUnion(carried)
        }
        results = live.sorted()
        inputs.formUnion(results.map { $0 + first })
        operands = inputs.sorted()
        operation = WhileLoop(
            condition: loop.condition.restricted(to: operands, [0]),
            body: loop.body.restricted(to: operands, results),
            constantCount: operands.filter { $0 < first }.count)
    }

    private init(_ call: Call, _ used: Set<Int>) {
        results = used.sorted()
        operands = call.body.inputs(neededBy: results).sorted()
        operation = Call(body: call.body.restricted(to: operands, results))
    }

    private init(_ branch: Branch, _ used: Set<Int>) {
        let results = used.sorted()
        let inputs = Set(branch.branches.flatMap { $0.inputs(neededBy: results) }).sorted()
        operands = [0] + inputs.map { $0 + 1 }
        self.results = results
        operation = Branch(branches: branch.branches.map { $0.restricted(to: inputs, results) })
    }
}

extension Graph {
    /// The positions of the inputs that the outputs at the given positions are computed from.
    fileprivate func inputs(neededBy positions: [Int]) -> Set<Int> {
        var isUsed = [Bool](repeating: false, count: instructions.count)
        for position in positions { isUsed[outputs[position]] = true }
        for index in instructions.indices.reversed() where isUsed[index] {
            for operand in instructions[index].operands { isUsed[operand] = true }
        }
        return Set(inputs.indices.filter { isUsed[inputs[$0]] })
    }

    /// The graph with some of its inputs and outputs, and without what they do not need.
    fileprivate func restricted(to kept: [Int], _ results: [Int]) -> Graph {
        var graph = self
        graph.inputs = kept.map { inputs[$0] }
        graph.outputs = results.map { outputs[$0] }
        for (index, input) in graph.inputs.enumerated() {
            graph.instructions[input].operation = Placeholder(
                index: index, type: instructions[input].type)
        }
        return RemoveUnused().apply(to: graph)
    }
}
