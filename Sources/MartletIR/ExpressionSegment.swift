// SPDX-License-Identifier: Apache-2.0
private import Synchronization

/// Nodes that hang together and wait to be computed: how many they are, and who holds values of theirs.
///
/// Expressions that meet become one segment. When a segment is computed, whoever holds a value gets a constant in its
/// place; the constants name a segment that is closed.
///
/// What changes is guarded by one lock for all segments, since two may become one at any time.
package final class ExpressionSegment: Sendable {
    private static let lock = Mutex(())

    private nonisolated(unsafe) var state: State
    private nonisolated(unsafe) var successor: ExpressionSegment?
    /// For each of the constants that were computed together, which of them it was computed from.
    private let sources: [[Int]]?

    fileprivate struct State {
        var count = 0
        /// How often something was computed on the way to here.
        var generation = 0
        /// What was about to be added when the segment before this one was computed.
        var mark: Int?
        var isBusy = false
        var first: UnsafeMutablePointer<PendingLink>?
        var last: UnsafeMutablePointer<PendingLink>?
    }

    private init(_ state: State, sources: [[Int]]? = nil) {
        self.state = state
        self.sources = sources
    }

    /// Whether this is the segment of constants that were computed early.
    package var isClosed: Bool { sources != nil }

    /// The segment that a node with the given operands belongs to, with one node more than before.
    static func joining(_ operands: [Node]) -> ExpressionSegment {
        lock.withLock { _ in
            var result: ExpressionSegment?
            var past: State?
            for case let segment? in operands.map(\.segment) {
                let root = segment.root
                if root.isClosed {
                    if root.state.generation > past?.generation ?? 0 { past = root.state }
                } else {
                    result = result.map { $0.merged(with: root) } ?? root
                }
            }
            let segment = result ?? ExpressionSegment(State())
            segment.state.count += 1
            if let past { segment.state.follow(past) }
            return segment
        }
    }

    /// The segment that this one has become part of.
    private var root: ExpressionSegment {
        var segment = self
        while let next = segment.successor {
            if let last = next.successor { segment.successor = last }
            segment = next
        }
        return segment
    }

    private func merged(with other: ExpressionSegment) -> ExpressionSegment {
        if self === other { return self }
        if state.count < other.state.count { return other.merged(with: self) }
        state.count += other.state.count
        state.follow(other.state)
        if let theirs = other.state.first {
            theirs.pointee.previous = state.last
            state.last?.pointee.next = theirs
            state.first = state.first ?? theirs
            state.last = other.state.last
        }
        other.state = State()
        other.successor = self
        return self
    }
}

extension ExpressionSegment.State {
    /// What constants remember that were computed from here.
    fileprivate var past: Self {
        var past = Self()
        (past.generation, past.mark) = (generation, mark)
        return past
    }

    /// Remembers what was computed before.
    fileprivate mutating func follow(_ past: Self) {
        guard past.generation >= generation else { return }
        generation = past.generation
        mark = past.mark ?? mark
    }
}

// MARK: - Who holds values

extension ExpressionSegment {
    /// Takes note of someone who holds a value; gives the number of nodes and the mark.
    package func add(_ holder: PendingValue) -> (count: Int, mark: Int?) {
        Self.lock.withLock { _ in
            let root = root
            let link = holder.link
            link.pointee.previous = root.state.last
            link.pointee.isListed = true
            root.state.last?.pointee.next = link
            root.state.first = root.state.first ?? link
            root.state.last = link
            return (root.state.count, root.state.mark)
        }
    }

    /// Forgets someone who held a value.
    func remove(_ holder: PendingValue) {
        let link = holder.link
        Self.lock.withLock { _ in if link.pointee.isListed { root.unlist(link) } }
    }

    private func unlist(_ link: UnsafeMutablePointer<PendingLink>) {
        let (previous, next) = (link.pointee.previous, link.pointee.next)
        if let previous { previous.pointee.next = next } else { state.first = next }
        if let next { next.pointee.previous = previous } else { state.last = previous }
        link.pointee.previous = nil
        link.pointee.next = nil
        link.pointee.isListed = false
    }

    /// The number of nodes since something was computed.
    package var count: Int { Self.lock.withLock { _ in root.state.count } }

    /// How often something was computed on the way to here.
    package var generation: Int { Self.lock.withLock { _ in root.state.generation } }

    /// The nodes whose values are held, each once, in the order in which they came; `nil` if somebody computes them now.
    package func beginComputing() -> [Node]? {
        Self.lock.withLock { _ in
            let root = root
            if root.state.isBusy || root.isClosed { return nil }
            root.state.isBusy = true
            var nodes: [Node] = []
            var known = NodeNumbers()
            var place = root.state.first
            while let link = place {
                let node = link.pointee.node
                if known.insert(node) { nodes.append(node) }
                place = link.pointee.next
            }
            return nodes
        }
    }

    /// Gives those who hold values of `nodes` constants instead.
    ///
    /// - Parameters:
    ///   - nodes: What was computed; empty if that failed.
    ///   - sources: For each node, the positions of those that it was computed from.
    ///   - mark: What was about to be added.
    ///   - constants: For each node, its value and the operation that stands for it.
    package func endComputing(
        _ nodes: [Node], sources: [[Int]], mark: Int?,
        constants: [(operation: any Operation, value: HostTensor)]
    ) {
        // What is replaced is freed when the lock is open again.
        var freed: [Node] = []
        Self.lock.withLock { _ in
            let root = root
            root.state.isBusy = false
            root.state.count = 0
            root.state.mark = mark
            root.state.generation += 1
            let closed = ExpressionSegment(root.state.past, sources: sources)
            let replacements = constants.enumerated().map {
                Node(
                    constant: $0.element.operation, $0.element.value, NodeOrigin(), in: closed,
                    place: $0.offset)
            }
            var places = NodeNumbers()
            for (index, node) in nodes.enumerated() { places[node] = index }
            var place = root.state.first
            while let link = place {
                place = link.pointee.next
                guard let index = places[link.pointee.node] else { continue }
                freed.append(link.pointee.replace(by: replacements[index]))
                root.unlist(link)
            }
        }
        freed.removeAll()
    }

    /// Whether a constant of this segment may have been computed from another node.
    ///
    /// Known exactly for those that were computed together; otherwise whatever is older may have been a source.
    package func mayHaveComputed(_ constant: Node, from node: Node) -> Bool {
        if constant === node { return false }
        if node.segment === self {
            return sources?[constant.place].contains(node.place) ?? false
        }
        return generation > node.segment?.generation ?? 0
    }
}
