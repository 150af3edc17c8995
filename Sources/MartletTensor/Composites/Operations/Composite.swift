// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// An operation that is defined by other operations, but keeps its name until an executor sees it.
///
/// What it computes, its reference kernel and its gradient come from ``body(_:)``. An executor that has a kernel for it
/// takes it whole; for all others the pass `ExpandComposites` puts the body in its place.
package protocol Composite: Primitive {
    /// The results in terms of operands that the type rule has accepted.
    func body(_ operands: [Tensor]) -> [Tensor]
}

extension Composite {
    /// The body as a graph, for operands of the given types.
    package func graph(for types: [TensorType]) -> Graph {
        let arguments = TraceScope().arguments(types, "an operand of \(name)")
        return Graph(body: body(arguments), from: arguments.map(\.node))
    }

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        try resultTypes(of: operands)[0]
    }

    /// The gradient of the body.
    package func gradients(in context: GradientContext) -> [Tensor?] {
        bodyGradients(in: context)
    }

    /// The gradient of the body, for those that have a better one for most cases.
    package func bodyGradients(in context: GradientContext) -> [Tensor?] {
        // Operands stand apart, even where one is computed from another, or is the same.
        let operands = context.operands.map { Tensor(Reshape(shape: $0.shape), $0) }
        let nodes = operands.map(\.node)
        var walk = BackwardWalk(
            from: body(operands).map(\.node), to: nodes, endingAt: nodes)
        return walk.gradients(seeds: context.seeds)
    }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) throws(ExecutionError)
        -> HostTensor
    {
        try evaluate(operands, as: [type])[0]
    }

    package func evaluate(_ operands: [HostTensor], as types: [TensorType]) throws(ExecutionError)
        -> [HostTensor]
    {
        try GraphEvaluation(graph(for: operands.map(\.type)))(operands)
    }
}
