// SPDX-License-Identifier: Apache-2.0
private import Synchronization

/// A value that somebody holds and nobody has computed yet.
///
/// The expression gives way to a constant when its ``ExpressionSegment`` is computed; until then the segment knows who
/// holds what.
package final class PendingValue: Sendable {
    /// The place in the segment's list.
    ///
    /// Memory of its own: whoever walks along the list must not keep this object alive, or let it die, while the list
    /// is locked.
    nonisolated(unsafe) let link: UnsafeMutablePointer<PendingLink>
    private let segment: ExpressionSegment

    /// A value of the given segment.
    package init(_ node: Node, in segment: ExpressionSegment) {
        link = .allocate(capacity: 1)
        link.initialize(to: PendingLink(node))
        self.segment = segment
    }

    deinit {
        segment.remove(self)
        // What dies with the expression may hold values, too: the list is open again.
        link.pointee.releaseNode()
        link.deinitialize(count: 1)
        link.deallocate()
    }

    /// The expression, or the constant that has taken its place.
    package var node: Node { link.pointee.node }
}

/// A place in the list of a segment, guarded by the segment's lock but for its node.
struct PendingLink: ~Copyable {
    var previous: UnsafeMutablePointer<PendingLink>?
    var next: UnsafeMutablePointer<PendingLink>?
    var isListed = false
    /// Owned, until ``releaseNode()``.
    private let current: Mutex<Unmanaged<Node>>

    init(_ node: Node) { current = Mutex(.passRetained(node)) }

    /// The expression, or the constant that has taken its place.
    var node: Node { current.withLock { $0.takeUnretainedValue() } }

    /// Puts another node in the place of the one that it gives.
    func replace(by node: Node) -> Node {
        current.withLock { current in
            let old = current.takeRetainedValue()
            current = .passRetained(node)
            return old
        }
    }

    /// Gives up the node.
    func releaseNode() { current.withLock { $0 }.release() }
}
