// SPDX-License-Identifier: Apache-2.0

/// Checks what every graph promises; run after each pass in debug builds.
public enum Verifier {
    /// Throws if an operand comes after its user, a type is not what the type rule says, or a part of several results
    /// is read other than by ``NthResult``; bodies are checked in the same way.
    public static func verify(_ graph: Graph) throws(GraphError) {
        for index in graph.instructions.indices { try verifyInstruction(index, of: graph) }
        let values = graph.instructions.indices
        guard (graph.inputs + graph.outputs).allSatisfy(values.contains) else {
            throw broken("an input or output is not a value of the graph", graph)
        }
        guard graph.outputs.allSatisfy({ graph.instructions[$0].furtherTypes.isEmpty }) else {
            throw broken("an output is not one value but several", graph)
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

    private static func verifyInstruction(_ index: Int, of graph: Graph) throws(GraphError) {
        let instruction = graph.instructions[index]
        guard instruction.operands.allSatisfy({ (0..<index).contains($0) }) else {
            throw broken("%\(index) reads a value that is not made before it", graph)
        }
        let operands = instruction.operands.map { graph.instructions[$0] }
        if let part = instruction.operation as? NthResult {
            guard operands.count == 1, operands[0].types.indices.contains(part.index),
                operands[0].types[part.index] == part.type
            else { throw broken("%\(index) is no result of its operand", graph) }
        } else if operands.contains(where: { !$0.furtherTypes.isEmpty }) {
            throw broken("%\(index) reads several results as one", graph)
        }
        let types = try instruction.operation.resultTypes(of: Operands(operands.map(\.type)))
        guard types == instruction.types else {
            throw broken("%\(index) says \(instruction.types), its type rule \(types)", graph)
        }
        if let region = instruction.operation as? any RegionOperation {
            for body in region.regions { try verifyBody(body) }
        }
    }

    /// A body is closed: what it reads from outside are its inputs, all of them placeholders in order.
    private static func verifyBody(_ body: Graph) throws(GraphError) {
        try verify(body)
        let placeholders = body.instructions.indices.filter {
            body.instructions[$0].operation is Placeholder
        }
        guard Set(placeholders) == Set(body.inputs), placeholders.count == body.inputs.count else {
            throw broken("a body reads an input that nobody gives", body)
        }
    }

    private static func broken(_ problem: String, _ graph: Graph) -> GraphError {
        GraphError(code: .invalidAttribute, problem: "\(problem)\n\(graph)")
    }
}
