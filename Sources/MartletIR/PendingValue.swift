// SPDX-License-Identifier: Apache-2.0
private import Synchronization

/// A value that somebody holds and nobody has computed yet.
///
/// The expression gives way to a constant when its ``ExpressionSegment`` is computed; until then the segment knows who
/// holds what.
package final class PendingValue: Sendable {
    private let current: Mutex<Node>
    private let segment: ExpressionSegment
    // The place in the segment's list, guarded by its lock.
    nonisolated(unsafe) var previous: Unmanaged<PendingValue>?
    nonisolated(unsafe) var next: Unmanaged<PendingValue>?
    nonisolated(unsafe) var isListed = false

    /// A value of the given segment.
    package init(_ node: Node, in segment: ExpressionSegment) {
        current = Mutex(node)
        self.segment = segment
    }

    deinit { segment.remove(self) }

    /// The expression, or the constant that has taken its place.
    package var node: Node { current.withLock { $0 } }

    /// Puts another node in the place of the one that it gives.
    func replace(by node: Node) -> Node {
        current.withLock { current in
            defer { current = node }
            return current
        }
    }
}
