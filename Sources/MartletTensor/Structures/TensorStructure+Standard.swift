// SPDX-License-Identifier: Apache-2.0

extension Tensor: TensorStructure {
    /// Shows itself.
    public mutating func visitTensors(_ visitor: inout TensorVisitor) { visitor.visit(&self) }
}

extension Array: TensorStructure where Element: TensorStructure {
    /// Shows the elements in order.
    public mutating func visitTensors(_ visitor: inout TensorVisitor) {
        visitor.visit(count: count)
        for index in indices { visitor.visit(&self[index]) }
    }
}

extension Optional: TensorStructure where Wrapped: TensorStructure {
    /// Shows the value, if there is one.
    public mutating func visitTensors(_ visitor: inout TensorVisitor) {
        visitor.visit(static: self != nil)
        guard var value = self else { return }
        visitor.visit(&value)
        self = value
    }
}

extension Dictionary: TensorStructure where Key == String, Value: TensorStructure {
    /// Shows the values, sorted by their keys.
    public mutating func visitTensors(_ visitor: inout TensorVisitor) {
        visitor.visit(count: count)
        for key in keys.sorted() {
            guard var value = self[key] else { continue }
            visitor.visit(static: key)
            visitor.visit(&value)
            self[key] = value
        }
    }
}

/// A value that is part of a program, not data for it: each other value is another program.
///
/// ```swift
/// let step = compiled { (x: Tensor, rate: Static<Double>) in x * rate.value }
/// let y = try step(x, Static(0.1))
/// ```
public struct Static<Value: Hashable & Sendable>: TensorStructure, Hashable {
    /// The value.
    public let value: Value

    /// Marks a value as part of the program.
    public init(_ value: Value) { self.value = value }

    /// Shows the value.
    public mutating func visitTensors(_ visitor: inout TensorVisitor) {
        visitor.visit(static: value)
    }
}

/// Several structures as one.
package struct TensorTuple<each Element: TensorStructure>: TensorStructure {
    /// The structures.
    package var elements: (repeat each Element)

    /// The structures in order.
    package init(_ elements: repeat each Element) { self.elements = (repeat each elements) }

    package mutating func visitTensors(_ visitor: inout TensorVisitor) {
        func visited<Part: TensorStructure>(_ part: Part) -> Part {
            var part = part
            visitor.visit(&part)
            return part
        }
        elements = (repeat visited(each elements))
    }
}
