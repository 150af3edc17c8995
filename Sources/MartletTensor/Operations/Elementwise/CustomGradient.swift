// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// A value with a gradient rule of its own.
///
/// Its operands are the value and then what it is differentiated by.
package struct CustomGradient: Primitive {
    package static let name = "custom_gradient"

    /// Gives the rule an identity: closures have none.
    package final class Rule: Sendable {
        package let pullback: @Sendable (Tensor) -> [Tensor]
        package init(_ pullback: @escaping @Sendable (Tensor) -> [Tensor]) {
            self.pullback = pullback
        }
    }

    /// What the value is, for passes and losses that know a better way to it: `softmax`.
    package let meaning: String
    package let rule: Rule

    package init(meaning: String, rule: Rule) {
        self.meaning = meaning
        self.rule = rule
    }

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType { operands[0] }

    package func gradients(in context: GradientContext) -> [Tensor?] {
        [nil] + rule.pullback(context.seed)
    }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor {
        operands[0]
    }

    private enum Field: String, CodingKey { case meaning }

    package init(from decoder: any Decoder) throws {
        throw GraphError.syntax("custom_gradient holds a closure, which has no text")
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Field.self)
        try container.encode(meaning, forKey: .meaning)
    }

    package static func == (lhs: Self, rhs: Self) -> Bool { lhs.rule === rhs.rule }
    package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(rule)) }
}

extension Tensor {
    /// This value with another rule for its gradient.
    ///
    /// - Parameters:
    ///   - inputs: What the value is differentiated by.
    ///   - meaning: A name for the value, shown in printed graphs.
    ///   - pullback: From the gradient by this value to the gradient by each of `inputs`, in tensors.
    /// - Returns: The same value.
    public func withGradient(
        by inputs: [Tensor], meaning: String = "custom",
        pullback: @escaping @Sendable (Tensor) -> [Tensor]
    ) -> Tensor {
        // The value enters stopped: the rule alone decides what flows back.
        let operation = CustomGradient(meaning: meaning, rule: .init(pullback))
        return Tensor(operation, [stopGradient()] + inputs)
    }

    /// The operand of the function that `meaning` names, if this value was made by it.
    package func argument(of meaning: String) -> Tensor? {
        guard let operation = node.operation as? CustomGradient, operation.meaning == meaning
        else { return nil }
        return Tensor(node.operands[1])
    }
}
