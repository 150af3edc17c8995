// SPDX-License-Identifier: Apache-2.0

/// A function of tensors that the graph can hold: its name, its attributes and its type rule.
///
/// An operation is a value; its stored properties are its attributes. Equal operations on equal operands
/// give equal results.
public protocol Operation: Hashable, Sendable {
    /// The name in printed graphs and error messages.
    static var name: String { get }

    /// The type of the result, of the first if there are several, or why the operands do not fit.
    func resultType(of operands: Operands) throws(GraphError) -> TensorType

    /// The types of all results; one, unless the operation says otherwise.
    func resultTypes(of operands: Operands) throws(GraphError) -> [TensorType]

    /// The attributes as printed: `stride: 2, padding: same`.
    var attributes: String { get }
}

extension Operation {
    /// The only result's type.
    public func resultTypes(of operands: Operands) throws(GraphError) -> [TensorType] {
        [try resultType(of: operands)]
    }

    /// The name of the operation.
    public var name: String { Self.name }

    /// Whether `other` is the same operation with the same attributes.
    public func isEqual(to other: any Operation) -> Bool {
        (other as? Self) == self
    }

    /// The attributes as printed: `stride: 2, padding: same`; those that are `nil` are left out.
    public var attributes: String {
        Mirror(reflecting: self).children
            .compactMap { label, value in
                let content = Mirror(reflecting: value)
                let isOptional = content.displayStyle == .optional
                guard let shown = isOptional ? content.children.first?.value : value else {
                    return nil
                }
                return "\(label ?? "value"): \(shown)"
            }
            .joined(separator: ", ")
    }
}

/// The types of an operation's operands, with the checks that type rules share.
public struct Operands: Sendable {
    /// The operands' types in order.
    public let types: [TensorType]

    /// Wraps the types of the operands.
    public init(_ types: [TensorType]) { self.types = types }

    /// The type of the operand at `index`.
    public subscript(index: Int) -> TensorType { types[index] }

    /// The only operand, whose elements must be of a floating type.
    public func onlyFloating() throws(GraphError) -> TensorType {
        try require(types[0].dtype.isFloating, types[0], "a floating type")
        return types[0]
    }

    /// The only operand, whose elements must be numbers.
    public func onlyNumeric() throws(GraphError) -> TensorType {
        try require(types[0].dtype != .bool, types[0], "a numeric type")
        return types[0]
    }

    /// The element type that all operands share.
    public func commonDType() throws(GraphError) -> DType {
        let first = types[0].dtype
        for type in types where type.dtype != first {
            throw GraphError(
                code: .typeMismatch,
                problem: "the element types differ: \(first) and \(type.dtype)",
                hint: "convert one: x.cast(to: .\(first))")
        }
        return first
    }

    /// The shape that all operands broadcast to.
    public func broadcastShape() throws(GraphError) -> Shape {
        var shape = types[0].shape
        for type in types.dropFirst() {
            guard let wider = Shape.broadcast(shape, type.shape) else {
                throw GraphError(
                    code: .shapeMismatch,
                    problem: "shapes \(shape) and \(type.shape) do not broadcast together",
                    hint: "sizes must be equal, or one of them 1, counted from the last axis")
            }
            shape = wider
        }
        return shape
    }

    private func require(_ condition: Bool, _ type: TensorType, _ wanted: String)
        throws(GraphError)
    {
        if condition { return }
        throw GraphError(
            code: .typeMismatch, problem: "needs \(wanted), got \(type)",
            hint: wanted.contains("floating") ? "convert it: x.cast(to: .float32)" : nil)
    }
}
