// SPDX-License-Identifier: Apache-2.0
import MartletIR
public import MartletTensor

/// The gradients of a scalar by tensors that it is computed from, as tensors.
///
/// They are expressions like any other: differentiate them again for second derivatives. A tensor that the scalar
/// does not depend on has a gradient of zeros.
///
/// - Parameters:
///   - output: What is differentiated: a scalar, unless a seed is given.
///   - inputs: What it is differentiated by.
///   - seed: The gradient by `output` of whatever is differentiated in truth; 1 if `nil`.
/// - Returns: The gradient by each of `inputs`. Traps, or fails the enclosing `checking`, if `output` is no floating
///   scalar, or if part of a very deep expression was computed before.
public func gradients(of output: Tensor, by inputs: [Tensor], seed: Tensor? = nil) -> [Tensor] {
    if output.node.applies(Poison.self) { return inputs.map { _ in output } }
    guard output.dtype.isFloating, seed != nil || output.shape == .scalar else {
        let failed = Tensor.failed(.notScalar(output.type))
        return inputs.map { _ in failed }
    }
    if let seed, seed.type != output.type {
        let failed = Tensor.failed(.seedDiffers(seed.type, output.type))
        return inputs.map { _ in failed }
    }
    if let lost = lostSource(of: output.node, by: inputs.map(\.node)) {
        return inputs.map { _ in .failed(lost) }
    }
    let nodes = inputs.map(\.node)
    let slopes = Differentiation.$isActive.withValue(true) {
        var backward = BackwardWalk(from: [output.node], to: nodes)
        return strictZip(nodes, backward.gradients(seeds: [seed ?? .ones(like: output)]))
            .map { $1 ?? .zeros(like: Tensor($0)) }
    }
    // What is computed now was not computed on the way: it is held from here on.
    let gradients = slopes.map { Tensor.holding($0.node, isNew: false) }
    if !Differentiation.isActive {
        ExpressionLimit.checkStep(gradients, depth: ExpressionLimit.depth / 2)
    }
    return gradients
}

/// An error if what was computed early may hide that a value depends on an input: its gradient would lack that part.
private func lostSource(of output: Node, by inputs: [Node]) -> GraphError? {
    if Differentiation.isActive { return nil }
    var seen = NodeNumbers()
    var pending = [output]
    while let node = pending.popLast() {
        for operand in node.operands where seen.insert(operand) { pending.append(operand) }
        guard let segment = node.segment, segment.isClosed else { continue }
        if inputs.contains(where: { segment.mayHaveComputed(node, from: $0) }) {
            return .computedAlready(node.type)
        }
    }
    return nil
}

/// The value of a function of tensors and its gradient by each of them.
///
/// ```swift
/// let (loss, gradients) = valueAndGradient(at: [weights, bias]) { parameters in
///     (x.matmul(parameters[0]) + parameters[1] - y).squared().mean()
/// }
/// ```
/// A function of its argument: other tensors that the function uses are constants, also where they were computed from
/// the inputs and have been computed before. Nothing inside is computed before the gradient is known.
public func valueAndGradient(at inputs: [Tensor], of function: ([Tensor]) throws -> Tensor)
    rethrows -> (value: Tensor, gradients: [Tensor])
{
    if !Differentiation.isActive { ExpressionLimit.checkStep(inputs) }
    // The inputs as they are now, whoever computes them meanwhile.
    let inputs = inputs.map { Tensor($0.node) }
    let (value, slopes) = try Differentiation.$isActive.withValue(true) {
        let value = try function(inputs)
        return (value, gradients(of: value, by: inputs))
    }
    return (
        .holding(value.node, isNew: false), slopes.map { Tensor.holding($0.node, isNew: false) }
    )
}

/// The value of a function of one tensor and its gradient.
public func valueAndGradient(at input: Tensor, of function: (Tensor) throws -> Tensor) rethrows
    -> (value: Tensor, gradient: Tensor)
{
    let (value, gradients) = try valueAndGradient(at: [input]) { try function($0[0]) }
    return (value, gradients[0])
}

/// The gradient of a function of one tensor.
public func gradient(at input: Tensor, of function: (Tensor) throws -> Tensor) rethrows -> Tensor {
    try valueAndGradient(at: input, of: function).gradient
}

extension GraphError {
    static func computedAlready(_ type: TensorType) -> GraphError {
        GraphError(
            code: .notDifferentiable, operation: "gradient",
            problem: "a value of \(type) on the way was computed already, since the expression had "
                + "become deep; whether it depends on what is differentiated by is forgotten",
            hint: "write the function into valueAndGradient(at:), which is never cut")
    }

    static func seedDiffers(_ seed: TensorType, _ output: TensorType) -> GraphError {
        GraphError(
            code: .shapeMismatch, operation: "gradient",
            problem: "the seed is \(seed), but what is differentiated \(output)")
    }

    static func notScalar(_ type: TensorType) -> GraphError {
        GraphError(
            code: .notDifferentiable, operation: "gradient",
            problem: "only a floating scalar has gradients, not \(type)",
            hint: type.dtype.isFloating ? "reduce it first: y.sum() or y.mean()" : nil)
    }
}
