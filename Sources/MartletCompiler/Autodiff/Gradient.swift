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
///   scalar.
public func gradients(of output: Tensor, by inputs: [Tensor], seed: Tensor? = nil) -> [Tensor] {
    if output.node.operation is Poison { return inputs.map { _ in output } }
    guard output.dtype.isFloating, seed != nil || output.shape == .scalar else {
        let failed = Tensor.failed(.notScalar(output.type))
        return inputs.map { _ in failed }
    }
    if let seed, seed.type != output.type {
        let failed = Tensor.failed(.seedDiffers(seed.type, output.type))
        return inputs.map { _ in failed }
    }
    var backward = BackwardWalk(from: [output.node], to: inputs.map(\.node))
    return strictZip(inputs, backward.gradients(seeds: [seed ?? .ones(like: output)]))
        .map { $1 ?? .zeros(like: $0) }
}

/// The value of a function of tensors and its gradient by each of them.
///
/// ```swift
/// let (loss, gradients) = valueAndGradient(at: [weights, bias]) { parameters in
///     (x.matmul(parameters[0]) + parameters[1] - y).squared().mean()
/// }
/// ```
public func valueAndGradient(at inputs: [Tensor], of function: ([Tensor]) throws -> Tensor)
    rethrows -> (value: Tensor, gradients: [Tensor])
{
    let value = try function(inputs)
    return (value, gradients(of: value, by: inputs))
}

/// The value of a function of one tensor and its gradient.
public func valueAndGradient(at input: Tensor, of function: (Tensor) throws -> Tensor) rethrows
    -> (value: Tensor, gradient: Tensor)
{
    let value = try function(input)
    return (value, gradients(of: value, by: [input])[0])
}

/// The gradient of a function of one tensor.
public func gradient(at input: Tensor, of function: (Tensor) throws -> Tensor) rethrows -> Tensor {
    try valueAndGradient(at: input, of: function).gradient
}

extension GraphError {
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
