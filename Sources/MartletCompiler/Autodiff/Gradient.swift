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
    var backward = BackwardWalk(from: output.node, to: inputs.map(\.node))
    return backward.gradients(seed: seed ?? .ones(like: output))
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

/// One walk from a value back to what it is differentiated by.
private struct BackwardWalk {
    private let inputs: [Node]
    /// The nodes between inputs and output, operands before users.
    private let path: [Node]
    private let onPath: Set<ObjectIdentifier>
    private let output: Node
    private var seeds: [ObjectIdentifier: Tensor] = [:]

    init(from output: Node, to inputs: [Node]) {
        self.inputs = inputs
        self.output = output
        var dependent = Set(inputs.map(ObjectIdentifier.init))
        path = Node.inOrder([output]).filter { node in
            if dependent.contains(ObjectIdentifier(node)) { return true }
            guard node.operands.contains(where: { dependent.contains(ObjectIdentifier($0)) })
            else { return false }
            dependent.insert(ObjectIdentifier(node))
            return true
        }
        onPath = dependent
    }

    mutating func gradients(seed: Tensor) -> [Tensor] {
        let isInput = Set(inputs.map(ObjectIdentifier.init))
        seeds[ObjectIdentifier(output)] = seed
        for node in path.reversed() {
            let identity = ObjectIdentifier(node)
            guard let seed = seeds[identity] else { continue }
            propagate(seed, through: node)
            if !isInput.contains(identity) { seeds[identity] = nil }
        }
        return inputs.map { seeds[ObjectIdentifier($0)] ?? .zeros(like: Tensor($0)) }
    }

    private mutating func propagate(_ seed: Tensor, through node: Node) {
        guard node.operands.contains(where: { onPath.contains(ObjectIdentifier($0)) }) else {
            return
        }
        guard let operation = node.operation as? any Primitive else { return }
        let context = GradientContext(
            operands: node.operands.map(Tensor.init), result: Tensor(node), seed: seed)
        let gradients = operation.gradients(in: context)
        guard gradients.count == node.operands.count else {
            return fail(.gradientCount(gradients.count - 1, node.operands.count - 1), from: node)
        }
        for (operand, gradient) in zip(node.operands, gradients) {
            let identity = ObjectIdentifier(operand)
            guard let gradient, onPath.contains(identity) else { continue }
            guard gradient.type == operand.type || gradient.node.operation is Poison else {
                return fail(.gradientDiffers(gradient.type, operand.type), from: node)
            }
            seeds[identity] = seeds[identity].map { $0 + gradient } ?? gradient
        }
    }
}

extension BackwardWalk {
    /// Only a rule given to `withGradient` can be wrong by a user's mistake.
    private func fail(_ error: GraphError, from node: Node) {
        guard node.operation is CustomGradient else {
            internalFailure("\(node.operation.name): \(error)")
        }
        error.report()
    }
}

extension GraphError {
    static func seedDiffers(_ seed: TensorType, _ output: TensorType) -> GraphError {
        GraphError(
            code: .shapeMismatch, operation: "gradient",
            problem: "the seed is \(seed), but what is differentiated \(output)")
    }

    static func gradientCount(_ count: Int, _ inputs: Int) -> GraphError {
        GraphError(
            code: .shapeMismatch, operation: "withGradient",
            problem: "the rule gives \(count) gradients for \(inputs) inputs")
    }

    static func gradientDiffers(_ gradient: TensorType, _ input: TensorType) -> GraphError {
        GraphError(
            code: .shapeMismatch, operation: "withGradient",
            problem: "the rule gives a gradient of \(gradient) for an input of \(input)",
            hint: "a gradient has the shape and the element type of its input")
    }

    static func notScalar(_ type: TensorType) -> GraphError {
        GraphError(
            code: .notDifferentiable, operation: "gradient",
            problem: "only a floating scalar has gradients, not \(type)",
            hint: type.dtype.isFloating ? "reduce it first: y.sum() or y.mean()" : nil)
    }
}
