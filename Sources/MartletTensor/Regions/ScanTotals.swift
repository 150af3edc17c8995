// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// The sums over all steps of gradients by what is the same at every step.
///
/// A product of matrices is not added up step by step: its factors are stacked, and one product contracts steps and the
/// inner axis at once. Other gradients are stacked and added up if they are small, or else carried.
struct ScanTotals {
    /// What the loop on the way back has given.
    struct Values {
        /// For nodes of the body, their values at all steps.
        var stacked: [ObjectIdentifier: Tensor] = [:]
        /// What was added up from step to step.
        var sums: [Tensor] = []
    }

    /// A sum, once the loop is made.
    typealias Total = (Values) -> Tensor

    /// What the way back must give for every step.
    private(set) var stacked: [Node] = []
    /// What the way back must add up from step to step.
    private(set) var sums: [Tensor] = []
    /// What the forward loop must keep.
    private(set) var demanded: [Node] = []
    /// Nodes of the forward step that differ from step to step.
    private(set) var forward: Set<ObjectIdentifier>
    /// The gradients that the way back carries, and those that each step of it is given.
    private let seeds: Set<ObjectIdentifier>
    private let carriedSeeds: Set<ObjectIdentifier>
    private var backward: Set<ObjectIdentifier>
    private let ends: Set<ObjectIdentifier>
    private let length: Int

    /// Gradients with more elements are carried, not stacked.
    private static let mostStacked = 4_096

    /// - Parameters:
    ///   - length: The number of steps.
    ///   - forward: What differs from step to step among the inputs of the forward step.
    ///   - carried: The gradients that the way back carries.
    ///   - given: The gradients by stacked results, of which each step of the way back gets a part.
    ///   - inputs: The inputs of the forward step.
    init(
        _ length: Int, forward: Set<ObjectIdentifier>, carried: [Node], given: [Node],
        _ inputs: [Node]
    ) {
        self.length = length
        self.forward = forward
        carriedSeeds = Set(carried.map(ObjectIdentifier.init))
        seeds = carriedSeeds.union(given.map(ObjectIdentifier.init))
        backward = []
        ends = Set(inputs.map(ObjectIdentifier.init)).union(self.seeds)
    }

    /// Whether a node depends on the gradients that the way back carries.
    func isBackward(_ node: Node) -> Bool { backward.contains(ObjectIdentifier(node)) }
    /// Whether a node is one of the gradients that each step of the way back is given.
    func isSeed(_ node: Node) -> Bool { seeds.contains(ObjectIdentifier(node)) }

    /// Notes what the nodes behind `roots` depend on.
    mutating func classify(_ roots: [Node]) {
        for node in Node.inOrder(roots, from: ends) where !ends.contains(ObjectIdentifier(node)) {
            let operands = node.operands.map(ObjectIdentifier.init)
            if operands.contains(where: { backward.contains($0) || seeds.contains($0) }) {
                backward.insert(ObjectIdentifier(node))
            } else if operands.contains(where: forward.contains) {
                forward.insert(ObjectIdentifier(node))
            }
        }
    }

    /// The sum over all steps of an expression of the body.
    mutating func total(of tensor: Tensor) -> Total {
        classify([tensor.node])
        return total(of: tensor.node)
    }

    private func varies(_ node: Node) -> Bool {
        let identity = ObjectIdentifier(node)
        return backward.contains(identity) || forward.contains(identity) || seeds.contains(identity)
    }

    private mutating func total(of node: Node) -> Total {
        let length = Double(length)
        guard varies(node) else { return { _ in Tensor(node) * length } }
        let isEnd = ends.contains(ObjectIdentifier(node))
        switch node.operation {
        case is Add where !isEnd && node.operands.allSatisfy({ $0.type == node.type }):
            let (left, right) = (total(of: node.operands[0]), total(of: node.operands[1]))
            return { left($0) + right($0) }
        case is Negate where !isEnd, is Transpose where !isEnd, is Reshape where !isEnd:
            guard let operation = node.operation as? any Primitive else { return plain(node) }
            let inner = total(of: node.operands[0])
            return { Tensor(operation, [inner($0)]) }
        case let sum as Sum where !isEnd && isStacked(node.operands[0]):
            let inner = stack(node.operands[0])
            return { inner($0).sum([0] + sum.axes.map { $0 + 1 }) }
        case let product as MatMul where !isEnd:
            return contraction(product, node) ?? plain(node)
        default: return plain(node)
        }
    }

    private func isStacked(_ node: Node) -> Bool {
        let identity = ObjectIdentifier(node)
        if (stacked + demanded).contains(where: { $0 === node }) { return true }
        return ends.contains(identity) && !carriedSeeds.contains(identity)
    }

    /// The values of a node at all steps.
    private mutating func stack(_ node: Node) -> Total {
        if forward.contains(ObjectIdentifier(node)) {
            demanded.append(node)
        } else if !isStacked(node) {
            stacked.append(node)
        }
        let identity = ObjectIdentifier(node)
        return { values in
            guard let stacked = values.stacked[identity] else {
                internalFailure("a value of every step of scan is missing")
            }
            return stacked
        }
    }

    private mutating func plain(_ node: Node) -> Total {
        if node.type.shape.count <= Self.mostStacked {
            let values = stack(node)
            return { values($0).sum([0]) }
        }
        sums.append(Tensor(node))
        let index = sums.count - 1
        return { $0.sums[index] }
    }

    /// Σₜ Aₜ·Bₜ as one product, whose inner axis is steps and inner axis at once.
    private mutating func contraction(_ product: MatMul, _ node: Node) -> Total? {
        let (left, right) = (node.operands[0], node.operands[1])
        switch (varies(left), varies(right)) {
        case (true, false):
            let inner = total(of: left)
            return { Tensor(product, [inner($0), Tensor(right)]) }
        case (false, true):
            let inner = total(of: right)
            return { Tensor(product, [Tensor(left), inner($0)]) }
        default: break
        }
        let batch = left.type.shape.sizes.dropLast(2)
        guard batch == right.type.shape.sizes.dropLast(2) else { return nil }
        let (rows, columns) = (stack(left), stack(right))
        let (isTransposed, isOtherTransposed) = (product.transposesLeft, product.transposesRight)
        return { values in
            let tall = rows(values).withStepsInside(innerIsFirst: isTransposed)
            let other = columns(values).withStepsInside(innerIsFirst: !isOtherTransposed)
            let whole = MatMul(transposesLeft: true, accumulation: product.accumulation)
            return Tensor(whole, tall, other)
        }
    }
}

extension Tensor {
    /// Matrices of all steps, `[steps, …, inner, n]` or `[steps, …, n, inner]`, as `[…, steps · inner, n]`.
    fileprivate func withStepsInside(innerIsFirst: Bool) -> Tensor {
        let batch = Array(1..<(rank - 2))
        let matrix = innerIsFirst ? [rank - 2, rank - 1] : [rank - 1, rank - 2]
        let moved = transposed(batch + [0] + matrix)
        let sizes = moved.shape.sizes
        return moved.reshaped(
            to: Shape(
                sizes[..<batch.count] + [
                    sizes[batch.count] * sizes[batch.count + 1], sizes[rank - 1],
                ]))
    }
}
