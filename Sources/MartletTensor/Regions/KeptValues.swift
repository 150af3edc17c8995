// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// Chooses the values of each step that the way back needs and the forward loop must keep.
///
/// What costs little is computed again from what is there anyway.
struct KeptValues {
    /// The nodes whose values are kept, in an order in which they can be computed.
    private(set) var nodes: [Node] = []
    /// Nodes whose values the way back has.
    private var available: Set<ObjectIdentifier>
    private let varying: Set<ObjectIdentifier>

    /// - Parameters:
    ///   - wanted: What the way back reads, in an order in which it can be computed.
    ///   - demanded: Of these, what must be kept even if it costs little.
    ///   - slices: What the way back may walk along as the forward loop does.
    ///   - varying: What differs from step to step.
    init(
        _ wanted: [Node], demanded: Set<ObjectIdentifier>, slices: [Node],
        varying: Set<ObjectIdentifier>
    ) {
        self.varying = varying
        available = Set(slices.map(ObjectIdentifier.init))
        let dear = wanted.filter {
            !available.contains(ObjectIdentifier($0)) && varying.contains(ObjectIdentifier($0))
                && (demanded.contains(ObjectIdentifier($0)) || !Self.isCheap($0.operation))
        }
        available.formUnion(dear.map(ObjectIdentifier.init))
        nodes = dear
        for node in wanted {
            var known: [ObjectIdentifier: Bool] = [:]
            if isAtHand(node, &known) { continue }
            nodes.append(node)
            available.insert(ObjectIdentifier(node))
        }
    }

    /// Whether a value is there, the same at every step, or cheaply computed from such values.
    private func isAtHand(_ node: Node, _ known: inout [ObjectIdentifier: Bool]) -> Bool {
        let identity = ObjectIdentifier(node)
        if available.contains(identity) || !varying.contains(identity) { return true }
        if let known = known[identity] { return known }
        var result = Self.isCheap(node.operation) && !node.operands.isEmpty
        for operand in node.operands where result { result = isAtHand(operand, &known) }
        known[identity] = result
        return result
    }

    /// Whether an operation costs no more than reading its result back would.
    private static func isCheap(_ operation: any Operation) -> Bool {
        switch operation {
        case is Add, is Subtract, is Multiply, is Negate, is Absolute, is Sign, is ReLU, is Compare,
            is Select, is Maximum, is Minimum, is Cast, is any Logical, is Reshape, is Transpose,
            is Broadcast, is Slice, is StopGradient, is CustomGradient:
            true
        default: false
        }
    }
}
