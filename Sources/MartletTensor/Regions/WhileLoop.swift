// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// A loop that runs as long as a condition on what it carries is true.
///
/// Operands: what condition and body read from outside, the first carried values; both graphs take all of them. Results:
/// the last carried values.
///
/// Source: `jax.lax.while_loop`.
package struct WhileLoop: RegionPrimitive {
    package static let name = "while"
    /// Whether to go on: a scalar truth value.
    package let condition: Graph
    /// The next carried values.
    package let body: Graph
    /// How many operands both read unchanged at every turn.
    package let constantCount: Int

    package init(condition: Graph, body: Graph, constantCount: Int) {
        (self.condition, self.body, self.constantCount) = (condition, body, constantCount)
    }

    package var regions: [Graph] { [condition, body] }

    package func withRegions(_ regions: [Graph]) -> WhileLoop {
        WhileLoop(condition: regions[0], body: regions[1], constantCount: constantCount)
    }

    package func resultTypes(of operands: Operands) throws(GraphError) -> [TensorType] {
        let carried = Array(operands.types.dropFirst(constantCount))
        try operands.require(condition.inputTypes) { "the operand \($0)" }
        try operands.require(body.inputTypes) { "the operand \($0)" }
        guard condition.outputTypes == [TensorType(.scalar, .bool)] else {
            throw .noCondition(condition.outputTypes)
        }
        guard !carried.isEmpty, body.outputs.count == carried.count else {
            throw .wrongCount(body.outputs.count, max(carried.count, 1), of: "carried values")
        }
        for (index, (initial, next)) in zip(carried, body.outputTypes).enumerated()
        where initial != next {
            throw .carryChanges(index, initial, next)
        }
        return carried
    }

    /// A loop whose number of turns nobody knows cannot be walked backwards in memory that is known.
    package func gradients(in context: GradientContext) -> [Tensor?] {
        let failed = Tensor.failed(.whileHasNoGradient())
        return context.operands.map { _ in failed }
    }

    package func evaluate(_ operands: [HostTensor], as types: [TensorType]) throws(ExecutionError)
        -> [HostTensor]
    {
        let (goesOn, turn) = (GraphEvaluation(condition), GraphEvaluation(body))
        let constants = operands[..<constantCount]
        var carried = Array(operands[constantCount...])
        while try goesOn(constants + carried)[0].integers[0] != 0 {
            carried = try turn(constants + carried)
        }
        return carried
    }
}

extension GraphError {
    static func noCondition(_ types: [TensorType]) -> GraphError {
        GraphError(
            code: .typeMismatch, operation: WhileLoop.name,
            problem: "the condition must be one bool scalar, not "
                + types.map(\.description).joined(separator: ", "),
            hint: "compare numbers: x .< 10; reduce a tensor of them: (error .> 0.1).any()")
    }

    static func whileHasNoGradient() -> GraphError {
        GraphError(
            code: .notDifferentiable, operation: WhileLoop.name,
            problem: "a loop whose number of turns is not known beforehand has no gradient",
            hint: "use scan, with the most turns there can be, and select the old values once done")
    }
}
