// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// Computes a graph with each operation's own kernel, instruction by instruction.
package struct GraphEvaluation: Sendable {
    private let graph: Graph
    /// For each instruction, the values that no later instruction reads.
    private let expiring: [[Int]]

    /// The evaluation of a graph, to be called any number of times.
    package init(_ graph: Graph) {
        self.graph = graph
        var expiring = [[Int]](repeating: [], count: graph.instructions.count)
        let kept = Set(graph.outputs + graph.inputs)
        for (value, users) in graph.users().enumerated() where !kept.contains(value) {
            expiring[users.last ?? value].append(value)
        }
        self.expiring = expiring
    }

    /// The outputs for the given inputs, whose memory they may share.
    package func callAsFunction(_ inputs: [HostTensor]) throws(ExecutionError) -> [HostTensor] {
        var values = [[HostTensor]](repeating: [], count: graph.instructions.count)
        for (value, host) in strictZip(graph.inputs, inputs) { values[value] = [host] }
        for (index, instruction) in graph.instructions.enumerated() where values[index].isEmpty {
            let operands = instruction.operands.map { values[$0] }
            values[index] = try Self.results(of: instruction, operands)
            for value in expiring[index] { values[value] = [] }
        }
        return graph.outputs.map { values[$0][0] }
    }

    private static func results(of instruction: Graph.Instruction, _ operands: [[HostTensor]])
        throws(ExecutionError) -> [HostTensor]
    {
        if let part = instruction.operation as? NthResult { return [operands[0][part.index]] }
        guard let operation = instruction.operation as? any Primitive else {
            internalFailure("\(instruction.operation.name) cannot be computed")
        }
        return try operation.evaluate(operands.map { $0[0] }, as: instruction.types)
    }
}
