// SPDX-License-Identifier: Apache-2.0

/// One value of an expression: an operation applied to other values.
///
/// Immutable once made.
public final class Node: Sendable {
    /// The type of the value, of the first if the operation has several results.
    public let type: TensorType
    /// The types of the second result and those after it.
    public let furtherTypes: [TensorType]
    /// The layers in whose code the node was made, such as `mnist ▸ dense_1`; `nil` outside layers.
    public let layer: String?
    /// The body in whose code the node was made; `nil` outside loops and branches.
    package let scope: TraceScope?

    /// Whether the value depends on the input of a program that is being written down.
    package let isTraced: Bool
    /// Where the node waits to be computed, or was; `nil` for leaves and in programs that are being written down.
    package let segment: ExpressionSegment?
    /// The most operations on a way from a leaf to here.
    package let depth: Int
    /// The node's position among the constants of its segment, if it is one.
    let place: Int

    /// The elements of a constant; `nil` if nobody knew them when the node was made.
    package let value: HostTensor?

    /// The operation's type.
    private let kind: ObjectIdentifier

    /// Changes only in `deinit`, when nobody else can see it: accesses need no checks, which all reads would pay for.
    @exclusivity(unchecked) private nonisolated(unsafe) var ownedOperation: any Operation
    /// Changes only in `deinit`, when nobody else can see it.
    @exclusivity(unchecked) private nonisolated(unsafe) var ownedOperands: [Node]

    /// The operation that makes the value.
    public var operation: any Operation { ownedOperation }
    /// The values that the operation is applied to.
    public var operands: [Node] { ownedOperands }

    /// Whether the node applies an operation of the given type: sooner told than by a cast.
    package func applies(_ type: any Operation.Type) -> Bool { kind == ObjectIdentifier(type) }

    /// A value of the given type; the caller has run the type rule.
    package init(
        _ operation: any Operation, _ operands: [Node], _ type: TensorType,
        furtherTypes: [TensorType] = []
    ) {
        self.ownedOperation = operation
        self.ownedOperands = operands
        self.type = type
        self.furtherTypes = furtherTypes
        kind = ObjectIdentifier(Swift.type(of: operation))
        value = nil
        scope = TraceScope.current
        isTraced =
            scope != nil || kind == ObjectIdentifier(Placeholder.self)
            || kind == ObjectIdentifier(BodyArgument.self) || operands.contains(where: \.isTraced)
        segment = isTraced || operands.isEmpty ? nil : .joining(operands)
        depth = operands.reduce(0) { max($0, $1.depth + 1) }
        place = 0
        layer = NodeOrigin.currentLayer
    }

    /// The types of all results.
    public var types: [TensorType] { [type] + furtherTypes }

    /// A constant.
    ///
    /// - Parameters:
    ///   - operation: What stands for the value.
    ///   - value: The elements.
    ///   - origin: Where the node is made.
    ///   - segment: Where the expression was computed whose place the constant takes, if it takes one's.
    ///   - place: The position among the constants of the segment.
    package init(
        constant operation: any Operation, _ value: HostTensor, _ origin: NodeOrigin,
        in segment: ExpressionSegment? = nil, place: Int = 0
    ) {
        kind = ObjectIdentifier(Swift.type(of: operation))
        ownedOperation = operation
        ownedOperands = []
        type = value.type
        furtherTypes = []
        self.value = value
        scope = origin.scope
        isTraced = origin.scope != nil
        self.segment = segment
        self.place = place
        depth = 0
        layer = origin.layer
    }

    /// Frees long chains one by one: left to itself, Swift would recurse once per link and run out of stack.
    deinit {
        if ownedOperands.isEmpty { return }
        DeferredRelease.release(&ownedOperation, &ownedOperands)
    }
}
