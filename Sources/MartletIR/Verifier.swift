// SPDX-License-Identifier: Apache-2.0

/// Checks what every graph promises; run after each pass in debug builds.
public enum Verifier {
    /// Throws if an operand comes after its user, or a type is not what the type rule says.
    public static func verify(_ graph: Graph) throws(GraphError) {
        for (index, instruction) in graph.instructions.enumerated() {
            guard instruction.operands.allSatisfy({ (0..<index).contains($0) }) else {
                throw broken("%\(index) reads a value that is not made before it", graph)
            }
            let types = instruction.operands.map { graph.instructions[$0].type }
            let type = try instruction.operation.resultType(of: Operands(types))
            guard type == instruction.type else {
                throw broken("%\(index) says \(instruction.type), its type rule \(type)", graph)
            }
        }
        let values = graph.instructions.indices
        guard (graph.inputs + graph.outputs).allSatisfy(values.contains) else {
            throw broken("an input or output is not a value of the graph", graph)
        }
        for donation in graph.donations {
            guard graph.inputs.indices.contains(donation.input),
                graph.outputs.indices.contains(donation.output)
            else { throw broken("a donation names an input or output that is not there", graph) }
            guard graph.inputTypes[donation.input] == graph.outputTypes[donation.output] else {
                throw broken("a donated input has not the type of its output", graph)
            }
        }
    }

    private static func broken(_ problem: String, _ graph: Graph) -> GraphError {
        GraphError(code: .invalidAttribute, problem: "\(problem)\n\(graph)")
    }
}
