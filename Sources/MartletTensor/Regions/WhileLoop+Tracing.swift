// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// A loop that runs as long as a condition on what it carries is true.
///
/// ```swift
/// let root = whileLoop([Tensor(1)], while: { (($0[0].squared() - a).absolute() .> 1e-6) }) {
///     [($0[0] + a / $0[0]) * 0.5]
/// }
/// ```
/// Both closures run once, on tensors that stand for the carried values.
///
/// - Parameters:
///   - initial: The values that the first turn is given.
///   - condition: Whether there is another turn: a bool scalar.
///   - body: The next values, of the same types.
/// - Returns: The carried values when the condition has become false. They have no gradient: use `scan` for that.
/// - SeeAlso: `jax.lax.while_loop`.
public func whileLoop(
    _ initial: [Tensor], while condition: ([Tensor]) throws -> Tensor,
    do body: ([Tensor]) throws -> [Tensor]
) rethrows -> [Tensor] {
    let scope = TraceScope()
    let arguments = scope.arguments(initial.map(\.type), "a carried value of while")
    let goesOn = try scope.run { try condition(arguments) }
    let next = try scope.run { try body(arguments) }
    if let failed = (initial + [goesOn] + next).first(where: { $0.node.operation is Poison }) {
        return initial.map { _ in failed }
    }
    do throws(GraphError) {
        try requireCarries(initial, next)
        let carried = arguments.map(\.node)
        let captured = Captures(of: [goesOn] + next, arguments: carried).nodes
        let loop = WhileLoop(
            condition: Graph(body: [goesOn], from: captured + carried),
            body: Graph(body: next, from: captured + carried), constantCount: captured.count)
        return Tensor.results(
            of: loop, captured.map(Tensor.init) + initial, count: initial.count)
    } catch {
        let failed = Tensor.failed(error.of(WhileLoop.name))
        return initial.map { _ in failed }
    }
}

/// A loop that carries one value as long as a condition on it is true.
public func whileLoop(
    _ initial: Tensor, while condition: (Tensor) throws -> Tensor,
    do body: (Tensor) throws -> Tensor
) rethrows -> Tensor {
    try whileLoop(
        [initial], while: { try condition($0[0]) },
        do: { [try body($0[0])] })[0]
}
