// SPDX-License-Identifier: Apache-2.0

/// One value of an expression: an operation applied to other values.
///
/// Immutable once made.
public final class Node: Sendable {
    /// The type of the value.
    public let type: TensorType
    /// The layers in whose code the node was made, such as `mnist ▸ dense_1`; `nil` outside layers.
    public let layer: String?

    /// Changes only in `deinit`, when nobody else can see it.
    private nonisolated(unsafe) var ownedOperation: any Operation
    /// Changes only in `deinit`, when nobody else can see it.
    private nonisolated(unsafe) var ownedOperands: [Node]

    /// The operation that makes the value.
    public var operation: any Operation { ownedOperation }
    /// The values that the operation is applied to.
    public var operands: [Node] { ownedOperands }

    /// A value of the given type; the caller has run the type rule.
    package init(_ operation: any Operation, _ operands: [Node], _ type: TensorType) {
        self.ownedOperation = operation
        self.ownedOperands = operands
        self.type = type
        let path = LayerPath.current
        self.layer = path.isEmpty ? nil : path.joined(separator: " ▸ ")
    }

    /// Frees long chains one by one: left to itself, Swift would recurse once per link and run out of stack.
    deinit {
        DeferredRelease.release(&ownedOperation, &ownedOperands)
    }
}
