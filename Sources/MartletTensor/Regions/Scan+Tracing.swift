// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// A loop that walks along the leading axis of tensors and carries values from step to step.
///
///     (h, yₜ) = body(h, xₜ)   for t = 0, 1, …
///
/// ```swift
/// let (last, states) = scan(over: [x], carrying: [h]) { carried, inputs in
///     let next = (inputs[0].matmul(w) + carried[0].matmul(u)).tanh()
///     return (carried: [next], results: [next])
/// }
/// ```
/// The closure runs once, on tensors that stand for the values of one step; what it reads from outside, and computes from
/// that alone, is computed once. The program's size does not depend on the number of steps. Gradients keep what the
/// way back needs of every step.
///
/// ## Shapes
/// - `inputs`: `[steps, …]` each; the body sees `[…]`
/// - carried values: of the type of the initial ones, at every step
/// - results: `[…]` in the body, `[steps, …]` outside
///
/// - Parameters:
///   - inputs: What is walked along; all have the same leading size.
///   - initial: The values that the first step is given.
///   - steps: The number of steps; needed only where there are no inputs.
///   - isReversed: Whether the walk begins at the end; inputs and results keep their places.
///   - body: One step, from carried values and slices to the next carried values and what is stacked.
/// - Returns: The carried values after the last step, and the stacked results. Traps, or fails the enclosing `checking`,
///   if sizes differ or a carried value changes its type.
/// - SeeAlso: `jax.lax.scan`.
public func scan(
    over inputs: [Tensor], carrying initial: [Tensor], steps: Int? = nil, isReversed: Bool = false,
    _ body: ([Tensor], [Tensor]) throws -> (carried: [Tensor], results: [Tensor])
) rethrows -> (carried: [Tensor], results: [Tensor]) {
    let given = initial + inputs
    let scope = TraceScope()
    let length = Result { () throws(GraphError) in try stepCount(inputs, steps) }
    let carries = scope.arguments(initial.map(\.type), "a carried value of scan")
    let slices = scope.arguments(
        inputs.map(\.type.slice), "a slice of scan", from: carries.count)
    let step = try scope.run { try body(carries, slices) }
    let outputs = step.carried + step.results
    let failed = (given + outputs).first { $0.node.operation is Poison }
    do throws(GraphError) {
        let length = try length.get()
        if let failed { return (initial.map { _ in failed }, step.results.map { _ in failed }) }
        try requireCarries(initial, step.carried)
        return ScanDraft(
            carries: zip(zip(carries, initial), step.carried).map {
                .init(argument: $0.0.node, initial: $0.1, next: $1)
            },
            slices: zip(slices, inputs).map { .init(argument: $0.node, stacked: $1) },
            results: step.results, length: length, isReversed: isReversed
        ).finished()
    } catch {
        let failed = (failed ?? Tensor(0)).failing(error.of(Scan.name))
        return (initial.map { _ in failed }, step.results.map { _ in failed })
    }
}

/// A loop over one tensor that carries one value and gives one result at each step.
///
/// ```swift
/// let (last, states) = scan(over: x, carrying: h) { h, x in
///     let next = (x + h.matmul(u)).tanh()
///     return (carried: next, result: next)
/// }
/// ```
public func scan(
    over input: Tensor, carrying initial: Tensor, isReversed: Bool = false,
    _ body: (Tensor, Tensor) throws -> (carried: Tensor, result: Tensor)
) rethrows -> (carried: Tensor, results: Tensor) {
    let all = try scan(over: [input], carrying: [initial], isReversed: isReversed) {
        carried, inputs in
        let step = try body(carried[0], inputs[0])
        return ([step.carried], [step.result])
    }
    return (all.carried[0], all.results[0])
}

/// The number of steps that the inputs and the caller agree on.
private func stepCount(_ inputs: [Tensor], _ steps: Int?) throws(GraphError) -> Int {
    var length = steps
    if let steps, steps < 0 { throw .negativeSteps(steps) }
    for (index, input) in inputs.enumerated() where !(input.node.operation is Poison) {
        guard let size = input.shape.sizes.first else { throw .noAxisToWalk(index) }
        if let length, length != size { throw .stepsDiffer(index, input.shape, length) }
        length = size
    }
    guard let length else { throw .noSteps() }
    return length
}

/// Throws unless the body gives the next of each carried value, of the type of the initial one.
func requireCarries(_ initial: [Tensor], _ next: [Tensor]) throws(GraphError) {
    guard initial.count == next.count else {
        throw .wrongCount(next.count, initial.count, of: "carried values that the body gives")
    }
    for (index, (old, new)) in zip(initial, next).enumerated() where old.type != new.type {
        throw .carryChanges(index, old.type, new.type)
    }
}

extension TraceScope {
    /// What a body of this scope is given, of the given types.
    func arguments(_ types: [TensorType], _ role: String, from start: Int = 0) -> [Tensor] {
        types.enumerated().map { index, type in
            Tensor(
                Node(BodyArgument(start + index, type, role: role, of: self), [], type))
        }
    }
}

extension TensorType {
    /// What is left without the leading axis.
    fileprivate var slice: TensorType {
        TensorType(Shape(Array(shape.sizes.dropFirst())), dtype)
    }
}

extension GraphError {
    /// The same error, said by the given operation.
    func of(_ operation: String) -> GraphError {
        var error = self
        error.operation = operation
        return error
    }

    fileprivate static func negativeSteps(_ steps: Int) -> GraphError {
        GraphError(code: .invalidAttribute, problem: "there cannot be \(steps) steps")
    }

    fileprivate static func noSteps() -> GraphError {
        GraphError(
            code: .invalidAttribute,
            problem: "without inputs, nothing says how many steps there are",
            hint: "give the number: scan(over: [], carrying: …, steps: 10)")
    }

    fileprivate static func noAxisToWalk(_ index: Int) -> GraphError {
        GraphError(
            code: .shapeMismatch,
            problem: "the input \(index) is a scalar: it has no axis to walk along",
            hint: "what is the same at every step need not be an input: the body may read it")
    }

    fileprivate static func stepsDiffer(_ index: Int, _ shape: Shape, _ length: Int) -> GraphError {
        GraphError(
            code: .shapeMismatch,
            problem:
                "the input \(index), \(shape), has \(shape.sizes[0]) steps where there are \(length)",
            hint:
                "the leading axis counts the steps; transpose inputs of the shape [batch, steps, …]"
        )
    }
}
