// SPDX-License-Identifier: Apache-2.0
public import MartletIR

/// An operation that the system knows how to differentiate and to compute.
///
/// Its stored properties are its attributes, which the text of a graph holds: `Codable` is synthesised.
public protocol Primitive: Operation, Codable {
    /// The gradient of a scalar by each operand, given its gradient by the result; `nil` where there is none.
    ///
    /// Written in tensors, so that gradients have gradients.
    func gradients(in context: GradientContext) -> [Tensor?]

    /// The result itself: the oracle for faster executors. Clear before fast.
    ///
    /// - Throws: `ExecutionError` if the operands' values (not their types) are unfit, such as an index out of range.
    func evaluate(_ operands: [HostTensor], as type: TensorType) throws(ExecutionError)
        -> HostTensor

    /// All results; those that have several say how, all others give the one of ``evaluate(_:as:)-(_,TensorType)``.
    func evaluate(_ operands: [HostTensor], as types: [TensorType]) throws(ExecutionError)
        -> [HostTensor]
}

/// What a gradient rule may use.
public struct GradientContext: Sendable {
    /// The operands.
    public let operands: [Tensor]
    /// All results; one, unless the operation has several.
    public let results: [Tensor]
    /// The gradient of the scalar by each result, of the result's type; `nil` where the scalar does not depend on it.
    public let seeds: [Tensor?]
    /// For each operand, whether anybody asks for the gradient by it.
    public let isNeeded: [Bool]

    /// The parts of one step backwards.
    package init(operands: [Tensor], results: [Tensor], seeds: [Tensor?], isNeeded: [Bool]) {
        self.operands = operands
        self.results = results
        self.seeds = seeds
        self.isNeeded = isNeeded
    }

    /// The result.
    public var result: Tensor { results[0] }
    /// The gradient of the scalar by the result; same type as the result.
    public var seed: Tensor { seeds[0] ?? .zeros(like: results[0]) }

    /// The first operand.
    public var x: Tensor { operands[0] }
    /// The second operand.
    public var y: Tensor { operands[1] }
}

extension Primitive {
    /// The only result.
    public func evaluate(_ operands: [HostTensor], as types: [TensorType]) throws(ExecutionError)
        -> [HostTensor]
    {
        [try evaluate(operands, as: types[0])]
    }

    /// No gradient: for operations whose result does not change smoothly with their operands.
    public func gradients(in context: GradientContext) -> [Tensor?] {
        context.operands.map { _ in nil }
    }
}
