// SPDX-License-Identifier: Apache-2.0
public import MartletIR

/// An operation that the system knows how to differentiate and to compute.
public protocol Primitive: Operation {
    /// The gradient of a scalar by each operand, given its gradient by the result; `nil` where there is none.
    ///
    /// Written in tensors, so that gradients have gradients.
    func gradients(in context: GradientContext) -> [Tensor?]

    /// The result itself: the oracle for faster executors. Clear before fast.
    ///
    /// - Throws: `ExecutionError` if the operands' values (not their types) are unfit, such as an index out of range.
    func evaluate(_ operands: [HostTensor], as type: TensorType) throws(ExecutionError)
        -> HostTensor
}

/// What a gradient rule may use.
public struct GradientContext: Sendable {
    /// The operands.
    public let operands: [Tensor]
    /// The result.
    public let result: Tensor
    /// The gradient of the scalar by the result; same type as the result.
    public let seed: Tensor

    /// The parts of one step backwards.
    package init(operands: [Tensor], result: Tensor, seed: Tensor) {
        self.operands = operands
        self.result = result
        self.seed = seed
    }

    /// The first operand.
    public var x: Tensor { operands[0] }
    /// The second operand.
    public var y: Tensor { operands[1] }
}

extension Primitive {
    /// No gradient: for operations whose result does not change smoothly with their operands.
    public func gradients(in context: GradientContext) -> [Tensor?] {
        context.operands.map { _ in nil }
    }
}
