// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// The results of one of two bodies, chosen when the program runs; the other is not computed.
///
/// ```swift
/// let y = branch(norm .> 1, then: { [x / norm] }, else: { [x] })
/// ```
/// Both closures run once, when the expression is built. What their code computes belongs to the branch; tensors made
/// before are computed in any case.
///
/// - Parameters:
///   - predicate: A bool scalar.
///   - then: What is computed if it is true.
///   - otherwise: What is computed if not: as many values, of the same types.
/// - Returns: The values. Traps, or fails the enclosing `checking`, if the types differ.
/// - SeeAlso: `jax.lax.cond`.
public func branch(
    _ predicate: Tensor, then: () throws -> [Tensor], else otherwise: () throws -> [Tensor]
) rethrows -> [Tensor] {
    let scope = TraceScope()
    let (first, second) = (try scope.run(then), try scope.run(otherwise))
    return choose(predicate, [first, second], of: scope)
}

/// The value of one of two bodies, chosen when the program runs; the other is not computed.
public func branch(
    _ predicate: Tensor, then: () throws -> Tensor, else otherwise: () throws -> Tensor
) rethrows -> Tensor {
    try branch(predicate, then: { [try then()] }, else: { [try otherwise()] })[0]
}

/// The results of one of several bodies, chosen by a whole number when the program runs.
///
/// - Parameters:
///   - index: An integer scalar, which counts bodies from 0; beyond them, the nearest one is taken.
///   - bodies: What is computed: as many values of the same types each.
/// - Returns: The values of the chosen body.
/// - SeeAlso: `jax.lax.switch`.
public func branch(on index: Tensor, _ bodies: [() -> [Tensor]]) -> [Tensor] {
    let scope = TraceScope()
    let outputs = bodies.map { body in scope.run(body) }
    return choose(index, outputs, of: scope)
}

private func choose(_ choice: Tensor, _ outputs: [[Tensor]], of scope: TraceScope) -> [Tensor] {
    let count = outputs.first?.count ?? 0
    let all = [choice] + outputs.flatMap { $0 }
    if let failed = all.first(where: { $0.node.operation is Poison }) {
        return (0..<count).map { _ in failed }
    }
    let captured = Captures(of: all.dropFirst().map { $0 }, madeOutside: scope).nodes
    let operation = Branch(
        branches: outputs.map { Graph(body: $0, from: captured) },
        traces: outputs.map { RegionTrace(inputs: captured, outputs: $0) })
    return Tensor.results(of: operation, [choice] + captured.map(Tensor.init), count: count)
}
