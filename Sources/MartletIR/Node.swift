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

    /// Changes only in `deinit`, when nobody else can see it.
    private nonisolated(unsafe) var ownedOperation: any Operation
    /// Changes only in `deinit`, when nobody else can see it.
    private nonisolated(unsafe) var ownedOperands: [Node]

    /// The operation that makes the value.
    public var operation: any Operation { ownedOperation }
    /// The values that the operation is applied to.
    public var operands: [Node] { ownedOperands }

    /// A value of the given type; the caller has run the type rule.
    package init(
        _ operation: any Operation, _ operands: [Node], _ type: TensorType,
        furtherTypes: [TensorType] = []
    ) {
        self.ownedOperation = operation
        self.ownedOperands = operands
        self.type = type
        self.furtherTypes = furtherTypes
        scope = TraceScope.current
        isTraced =
            scope != nil || operation is Placeholder || operation is BodyArgument
            || operands.contains(where: \.isTraced)
        segment = isTraced || operands.isEmpty ? nil : .joining(operands)
        depth = operands.reduce(0) { max($0, $1.depth + 1) }
        place = 0
        let path = LayerPath.current
        self.layer = path.isEmpty ? nil : path.joined(separator: " ▸ ")
    }

    /// The types of all results.
    public var types: [TensorType] { [type] + furtherTypes }

    /// A constant that was computed in the place of an expression.
    init(_ constant: any Operation, _ type: TensorType, in segment: ExpressionSegment, place: Int) {
        ownedOperation = constant
        ownedOperands = []
        self.type = type
        furtherTypes = []
        scope = nil
        isTraced = false
        self.segment = segment
        self.place = place
        depth = 0
        layer = nil
    }

    /// Frees long chains one by one: left to itself, Swift would recurse once per link and run out of stack.
    deinit {
        if ownedOperands.isEmpty { return }
        DeferredRelease.release(&ownedOperation, &ownedOperands)
    }
}
