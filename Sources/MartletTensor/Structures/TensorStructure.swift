// SPDX-License-Identifier: Apache-2.0

/// A value that holds tensors: what compiled functions take and give.
///
/// Tensors are structures themselves, and so are arrays, optionals and dictionaries of structures. A type of your own
/// shows its parts to a visitor, always in the same order:
///
/// ```swift
/// struct Perceptron: TensorStructure {
///     var weights: Tensor
///     var bias: Tensor
///     var activation = "relu"
///
///     mutating func visitTensors(_ visitor: inout TensorVisitor) {
///         visitor.visit(&weights)
///         visitor.visit(&bias)
///         visitor.visit(static: activation)
///     }
/// }
/// ```
public protocol TensorStructure: Sendable {
    /// Shows each part that holds tensors, and each other value that decides what is computed, to the visitor.
    mutating func visitTensors(_ visitor: inout TensorVisitor)
}

/// What looks at the tensors of a ``TensorStructure``, or puts others in their places.
public struct TensorVisitor {
    private enum Purpose { case collecting, replacing, clearing }

    private let purpose: Purpose
    /// The tensors seen, or those that are put in.
    package private(set) var tensors: [Tensor] = []
    /// What tells apart structures of one type that hold as many tensors.
    package private(set) var statics: [StaticValue] = []
    private var next = 0

    /// Collects tensors and static values.
    package init() { purpose = .collecting }

    /// Puts tensors in, in order.
    package init(placing tensors: [Tensor]) {
        purpose = .replacing
        self.tensors = tensors
    }

    private init(clearing: Void) { purpose = .clearing }

    /// Looks at a tensor.
    public mutating func visit(_ tensor: inout Tensor) {
        switch purpose {
        case .collecting: tensors.append(tensor)
        case .clearing: tensor = .taken
        case .replacing:
            precondition(
                next < tensors.count,
                "TensorStructure: visitTensors shows other numbers of tensors from call to call.")
            tensor = tensors[next]
            next += 1
        }
    }

    /// Looks at the tensors of a part.
    public mutating func visit(_ structure: inout some TensorStructure) {
        structure.visitTensors(&self)
    }

    /// Takes note of how many parts there are.
    mutating func visit(count: Int) {
        if purpose == .collecting { statics.append(.count(count)) }
    }

    /// Takes note of a value that is no tensor, but decides what is computed: another value, another program.
    public mutating func visit(static value: some Hashable & Sendable) {
        if purpose == .collecting { statics.append(.other(value)) }
    }

    /// Puts tensors in the places of those of `structure`.
    package static func place(_ tensors: [Tensor], in structure: inout some TensorStructure) {
        var visitor = TensorVisitor(placing: tensors)
        structure.visitTensors(&visitor)
        visitor.requireAllPlaced()
    }

    /// Traps if tensors are left over.
    package func requireAllPlaced() {
        precondition(
            next == tensors.count,
            "TensorStructure: visitTensors shows other numbers of tensors from call to call.")
    }

    /// Lets go of the tensors of `structure`.
    package static func clear(_ structure: inout some TensorStructure) {
        var visitor = TensorVisitor(clearing: ())
        structure.visitTensors(&visitor)
    }
}

/// A value of any type that can be compared.
package enum StaticValue: Hashable, Sendable {
    /// How many parts a structure has: what most structures show.
    case count(Int)
    case other(any Hashable & Sendable)

    package static func == (lhs: Self, rhs: Self) -> Bool {
        switch (lhs, rhs) {
        case (.count(let lhs), .count(let rhs)): lhs == rhs
        case (.other(let lhs), .other(let rhs)): AnyHashable(lhs) == AnyHashable(rhs)
        default: false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch self {
        case .count(let count): hasher.combine(count)
        case .other(let value): hasher.combine(AnyHashable(value))
        }
    }
}
