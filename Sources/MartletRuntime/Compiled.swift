// SPDX-License-Identifier: Apache-2.0
public import MartletTensor

/// A function of tensors as one program: the body is run once for each form of its arguments, to see what it computes;
/// from then on the compiled program runs in its place.
///
/// ```swift
/// let distance = compiled { (a: Tensor, b: Tensor) in (a - b).squared().sum().squareRoot() }
/// print(try distance(x, y))
/// ```
/// Arguments and results are tensors or structures of tensors (see ``TensorStructure``). Their shapes, element types
/// and ``Static`` values are the form that a program is made for. Results are computed when the function returns.
///
/// - A body must depend on its arguments alone: whatever else it does happens once for each form. Tensors that it
///   captures are constants of the program.
/// - Random numbers of a fixed seed are the same in each call. For others make the seed an argument, an int64 scalar:
///   `Tensor.uniform([32], seed: seed)`.
/// - Inside `valueAndGradient`, and in the body of another compiled function, it is what it computes: it can be
///   differentiated. What it has returned elsewhere are constants.
///
/// - Parameter body: What is computed.
/// - Returns: The function, which any number of tasks may call at the same time. It throws `GraphError` if the body
///   makes no sense for the arguments, `ExecutionError` if the program fails.
public func compiled<each Argument: TensorStructure, Result: TensorStructure>(
    _ body: @escaping @Sendable (repeat each Argument) throws -> Result
) -> @Sendable (repeat each Argument) throws -> Result {
    let function = CompiledFunction<NoTensors, Result>()
    return { (arguments: repeat each Argument) in
        var state = NoTensors()
        return try function.call(&state) { visitor in
            _ = (repeat visited(each arguments, by: &visitor))
        } body: { _, visitor in
            try body(repeat visited(each arguments, by: &visitor))
        }
    }
}

/// A function with several results as one program.
public func compiled<each Argument: TensorStructure, each Result: TensorStructure>(
    _ body: @escaping @Sendable (repeat each Argument) throws -> (repeat each Result)
) -> @Sendable (repeat each Argument) throws -> (repeat each Result) {
    let function = CompiledFunction<NoTensors, TensorTuple<repeat each Result>>()
    return { (arguments: repeat each Argument) in
        var state = NoTensors()
        let results = try function.call(&state) { visitor in
            _ = (repeat visited(each arguments, by: &visitor))
        } body: { _, visitor in
            let results = try body(repeat visited(each arguments, by: &visitor))
            return TensorTuple(repeat each results)
        }
        return (repeat each results.elements)
    }
}

/// Which argument of a compiled function gives its memory away.
public enum DonatedArgument: Sendable {
    /// The first, which the function changes.
    case first
}

/// A function that changes its first argument, a training step say, as one program that computes in the argument's
/// memory.
///
/// ```swift
/// let step = compiled(donating: .first) { (model: inout Perceptron, x: Tensor, y: Tensor) in
///     let (loss, slopes) = valueAndGradient(at: [model.weights, model.bias]) { … }
///     model.weights = model.weights - 0.1 * slopes[0]
///     model.bias = model.bias - 0.1 * slopes[1]
///     return loss
/// }
/// for (x, y) in batches { let loss = try step(&model, x, y) }
/// ```
/// Values stay values: memory that another copy of the argument also holds is not overwritten, but copied first. If the
/// program fails while it runs, such as for an index outside its tensor, the argument's tensors are lost.
///
/// - Parameters:
///   - argument: `.first`.
///   - body: What is computed.
/// - Returns: The function; see the one without `donating`.
public func compiled<
    State: TensorStructure, each Argument: TensorStructure, Result: TensorStructure
>(
    donating argument: DonatedArgument,
    _ body: @escaping @Sendable (inout State, repeat each Argument) throws -> Result
) -> @Sendable (inout State, repeat each Argument) throws -> Result {
    let function = CompiledFunction<State, Result>()
    return { (state: inout State, arguments: repeat each Argument) in
        try function.call(&state) { visitor in
            _ = (repeat visited(each arguments, by: &visitor))
        } body: { state, visitor in
            try body(&state, repeat visited(each arguments, by: &visitor))
        }
    }
}

/// A function with several results, or none, that computes in the memory of its first argument.
public func compiled<
    State: TensorStructure, each Argument: TensorStructure, each Result: TensorStructure
>(
    donating argument: DonatedArgument,
    _ body: @escaping @Sendable (inout State, repeat each Argument) throws -> (repeat each Result)
) -> @Sendable (inout State, repeat each Argument) throws -> (repeat each Result) {
    let function = CompiledFunction<State, TensorTuple<repeat each Result>>()
    return { (state: inout State, arguments: repeat each Argument) in
        let results = try function.call(&state) { visitor in
            _ = (repeat visited(each arguments, by: &visitor))
        } body: { state, visitor in
            let results = try body(&state, repeat visited(each arguments, by: &visitor))
            return TensorTuple(repeat each results)
        }
        return (repeat each results.elements)
    }
}

/// An argument after a visit: its tensors are others if the visitor puts others in.
private func visited<Argument: TensorStructure>(
    _ argument: Argument, by visitor: inout TensorVisitor
) -> Argument {
    var argument = argument
    visitor.visit(&argument)
    return argument
}

/// The state of a function that has none.
private struct NoTensors: TensorStructure {
    mutating func visitTensors(_ visitor: inout TensorVisitor) {}
}
