// SPDX-License-Identifier: Apache-2.0
public import MartletIR

/// A value of some shape and element type, computed when it is asked for.
///
/// A tensor is an expression: `a + b` computes nothing. `print(a + b)` and `try (a + b).scalars()` compile the
/// expression, run it and keep the compiled program for the next expression of the same form.
///
/// A mistake in an expression (shapes that do not fit) ends the process with a message that says why; inside
/// ``MartletIR/checking(_:)`` it throws instead.
public struct Tensor: Sendable {
    private enum Form {
        /// An expression that stays what it is.
        case fixed(Node)
        /// One that gives way to its value when somebody computes it.
        case pending(PendingValue)
    }

    private let form: Form

    /// The expression.
    public var node: Node {
        switch form {
        case .fixed(let node): node
        case .pending(let value): value.node
        }
    }

    /// The value that `node` describes.
    package init(_ node: Node) { form = .fixed(node) }

    private init(_ form: Form) { self.form = form }

    /// The value that `node` describes, as its holders see it: ``ExpressionLimit`` may compute it.
    ///
    /// - Parameters:
    ///   - node: The expression.
    ///   - isNew: Whether it has just grown, so that it may be computed now.
    /// - Returns: The value.
    package static func holding(_ node: Node, isNew: Bool = true) -> Tensor {
        guard let segment = node.segment, !segment.isClosed, !Differentiation.isActive else {
            return Tensor(node)
        }
        let value = PendingValue(node, in: segment)
        let (count, mark) = segment.add(value)
        if isNew { ExpressionLimit.check(node, count: count, mark: mark) }
        return Tensor(.pending(value))
    }

    /// The result of `operation` on `operands`: the one place where expressions grow and type rules run.
    public init(_ operation: some Operation, _ operands: [Tensor]) {
        let nodes = operands.map(\.node)
        if let poisoned = nodes.first(where: { $0.applies(Poison.self) }) {
            self = Tensor(poisoned)
            return
        }
        do throws(GraphError) {
            let type = try operation.resultType(of: Operands(nodes.map(\.type)))
            self = .holding(Node(operation, nodes, type))
        } catch {
            self = Tensor(Tensor.poison(after: error, from: operation.name, operands))
        }
    }

    /// The result of `operation` on `operands`.
    public init(_ operation: some Operation, _ operands: Tensor...) {
        self.init(operation, operands)
    }

    /// All results of `operation` on `operands`, however many there are.
    package static func results(of operation: any Primitive, _ operands: [Tensor]) -> [Tensor] {
        let types = try? operation.resultTypes(of: Operands(operands.map(\.type)))
        let count = types?.count ?? 1
        if count == 1, !(operation is any RegionPrimitive) { return [Tensor(operation, operands)] }
        return results(of: operation, operands, count: count)
    }

    /// All results of `operation` on `operands`; `count` failed ones if the operation refuses them.
    package static func results(
        of operation: some Operation, _ operands: [Tensor], count: Int
    ) -> [Tensor] {
        let nodes = operands.map(\.node)
        if let poisoned = nodes.first(where: { $0.applies(Poison.self) }) {
            return (0..<count).map { _ in Tensor(poisoned) }
        }
        do throws(GraphError) {
            let types = try operation.resultTypes(of: Operands(nodes.map(\.type)))
            guard let first = types.first else { return [] }
            let node = Node(operation, nodes, first, furtherTypes: Array(types.dropFirst()))
            return types.enumerated().map { index, type in
                Tensor.holding(Node(NthResult(index: index, type: type), [node], type))
            }
        } catch {
            let failed = Tensor(Tensor.poison(after: error, from: operation.name, operands))
            return (0..<count).map { _ in failed }
        }
    }

    /// The sizes along the axes.
    public var shape: Shape { node.type.shape }
    /// The type of the elements.
    public var dtype: DType { node.type.dtype }
    /// The shape and the element type.
    public var type: TensorType { node.type }
    /// How many axes there are.
    public var rank: Int { shape.rank }

    /// Reports `error` and gives the tensor that stands for the failed expression.
    package static func failed(_ error: GraphError) -> Tensor {
        error.report()
        return Tensor(Node(Poison(), [], TensorType(.scalar, .float32)))
    }

    /// This tensor if it stands for a failed expression already; otherwise reports `error`.
    func failing(_ error: GraphError) -> Tensor {
        node.applies(Poison.self) ? self : .failed(error)
    }

    private static func poison(
        after error: GraphError, from operation: String, _ operands: [Tensor]
    )
        -> Node
    {
        var error = error
        error.operation = error.operation ?? operation
        for operand in operands.prefix(4) {
            let origin = operand.node.layer.map { ", from \($0)" } ?? ""
            error.context.append("input  \(operand.type)\(origin)")
        }
        return failed(error).node
    }
}
