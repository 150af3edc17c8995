// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// A part of a computation whose inner values are computed again for its gradient instead of being kept.
///
/// ```swift
/// let y = checkpoint([x]) { [block($0[0])] }[0]
/// ```
/// Values and gradients are the same, bit by bit; memory is needed for the inputs and results alone, and the part is
/// computed twice.
///
/// - Parameters:
///   - inputs: What the part is computed from. What else the closure reads is an input, too, but what it computes from
///     that alone is kept.
///   - body: The part; runs once, on tensors that stand for the inputs.
/// - Returns: What `body` returns.
/// - SeeAlso: Chen et al., "Training Deep Nets with Sublinear Memory Cost", 2016; `jax.checkpoint`.
public func checkpoint(_ inputs: [Tensor], _ body: ([Tensor]) throws -> [Tensor]) rethrows
    -> [Tensor]
{
    let scope = TraceScope()
    let arguments = scope.arguments(inputs.map(\.type), "an input of checkpoint")
    let outputs = try scope.run { try body(arguments) }
    if let failed = (inputs + outputs).first(where: { $0.node.operation is Poison }) {
        return outputs.map { _ in failed }
    }
    let nodes = arguments.map(\.node)
    let captured = Captures(of: outputs, arguments: nodes).nodes
    let call = Call(
        body: Graph(body: outputs, from: captured + nodes),
        trace: RegionTrace(inputs: captured + nodes, outputs: outputs))
    return Tensor.results(of: call, captured.map(Tensor.init) + inputs, count: outputs.count)
}

/// A part of a computation with one input and one result whose inner values are computed again for its gradient.
public func checkpoint(_ input: Tensor, _ body: (Tensor) throws -> Tensor) rethrows -> Tensor {
    try checkpoint([input]) { [try body($0[0])] }[0]
}
