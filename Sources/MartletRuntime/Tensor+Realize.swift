// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
public import MartletIR
public import MartletTensor

extension Tensor {
    /// The elements, computed on the current device.
    ///
    /// - Throws: `ExecutionError` if the program fails; `GraphError` if the expression is the result of a mistake
    ///   inside `checking`.
    public func host() throws -> HostTensor { try Tensor.hosts([self])[0] }

    /// The same value as a constant: what is computed from it later does not compute it again.
    public func realized() throws -> Tensor { Tensor(try host()) }

    /// The same values as constants, computed by one program.
    public static func realized(_ tensors: [Tensor]) throws -> [Tensor] {
        Tensor.constants(try hosts(tensors))
    }

    /// The elements as `Float`s, in row-major order, whatever their type.
    public func scalars() throws -> [Float] { try host().doubles.map(Float.init) }

    /// The elements as values of `Element`, whose type must be the tensor's.
    ///
    /// - Throws: `ExecutionError` if the tensor's elements are of another type.
    public func scalars<Element: Scalar>(of type: Element.Type) throws -> [Element] {
        guard let scalars = try host().scalars(of: type) else {
            throw ExecutionError(
                operation: "scalars", problem: "the elements are \(dtype), not \(Element.dtype)",
                hint: "convert them first: x.cast(to: .\(Element.dtype))")
        }
        return scalars
    }

    /// The only element.
    ///
    /// - Throws: `ExecutionError` if there is not exactly one.
    public func scalar() throws -> Double {
        guard shape.count == 1 else {
            throw ExecutionError(
                operation: "scalar", problem: "\(shape) has \(shape.count) elements, not one")
        }
        return try host().doubles[0]
    }

    /// The elements of several tensors, computed by one program.
    public static func hosts(_ tensors: [Tensor]) throws -> [HostTensor] {
        if let poisoned = tensors.first(where: { $0.node.applies(Poison.self) }) {
            throw ExecutionError(
                operation: poisoned.node.operation.name,
                problem: "the expression had no meaning; `checking` has the reason")
        }
        let known = tensors.map(\.node.constant)
        let unknown = tensors.indices.filter { known[$0] == nil }
        if unknown.isEmpty { return known.compactMap(\.self) }
        let expression = try Expression(computing: unknown.map { tensors[$0] })
        var computed = try ExecutableCache.shared.run(
            expression.graph, on: .current, expression.constants
        ).makeIterator()
        return known.compactMap { $0 ?? computed.next() }
    }
}

extension ExecutionError {
    static func hasNoElements() -> ExecutionError {
        ExecutionError(
            problem:
                "the value depends on the input of a program that is being traced: it has no elements",
            hint: "look at it after the program has run, or return it as an output")
    }
}
