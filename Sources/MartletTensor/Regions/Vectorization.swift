// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// Computes values of all steps of a loop at once, where no step waits for another.
package struct Vectorization {
    private let length: Int
    /// For nodes of the body, their values at all steps.
    private var stacked: [ObjectIdentifier: Tensor] = [:]
    /// Nodes of the body whose values change from step to step.
    private let varying: Set<ObjectIdentifier>

    /// - Parameters:
    ///   - slices: What each step sees a part of.
    ///   - varying: The nodes that depend on slices or carried values.
    ///   - length: The number of steps.
    init(_ slices: [ScanDraft.Slice], varying: Set<ObjectIdentifier>, length: Int) {
        self.length = length
        self.varying = varying
        for slice in slices { stacked[ObjectIdentifier(slice.argument)] = slice.stacked }
    }

    /// The values at all steps; `nil` if they are not known, or the operation cannot do many steps at once.
    mutating func values(of node: Node) -> Tensor? {
        if let known = stacked[ObjectIdentifier(node)] { return known }
        guard varying.contains(ObjectIdentifier(node)) else { return nil }
        guard let made = make(node) else { return nil }
        stacked[ObjectIdentifier(node)] = made
        return made
    }

    private mutating func make(_ node: Node) -> Tensor? {
        let shape = node.type.shape
        switch node.operation {
        case let operation where Self.isElementwise(operation): return elementwise(node)
        case is Reshape:
            return values(of: node.operands[0])?.reshaped(to: extended(shape))
        case let transpose as Transpose:
            let order = [0] + transpose.permutation.map { $0 + 1 }
            return values(of: node.operands[0]).map { Tensor(Transpose(permutation: order), $0) }
        case let slice as Slice:
            return values(of: node.operands[0]).map {
                Tensor(
                    Slice(
                        starts: [0] + slice.starts, ends: [length] + slice.ends,
                        strides: [1] + slice.strides), $0)
            }
        case is Broadcast:
            return values(of: node.operands[0])
                .map { aligned($0, rank: shape.rank).broadcast(to: extended(shape)) }
        case let product as MatMul: return self.product(product, node)
        default: return nil
        }
    }

    /// Whether an operation computes elements of the result from elements of its operands, which broadcast.
    package static func isElementwise(_ operation: any Operation) -> Bool {
        operation is any UnaryElementwise || operation is any BinaryElementwise
            || operation is any Logical || operation is Compare || operation is Select
            || operation is Cast
    }

    private mutating func elementwise(_ node: Node) -> Tensor? {
        guard let operation = node.operation as? any Primitive else { return nil }
        var operands: [Tensor] = []
        for operand in node.operands {
            if let values = values(of: operand) {
                operands.append(aligned(values, rank: node.type.shape.rank))
            } else if varying.contains(ObjectIdentifier(operand)) {
                return nil
            } else {
                operands.append(Tensor(operand))
            }
        }
        return Tensor(operation, operands)
    }

    /// Rows of all steps times a matrix that is the same at every step: one product.
    private mutating func product(_ operation: MatMul, _ node: Node) -> Tensor? {
        let (left, right) = (node.operands[0], node.operands[1])
        guard !operation.transposesLeft, right.type.shape.rank == 2,
            !varying.contains(ObjectIdentifier(right)), let rows = values(of: left)
        else { return nil }
        let flat = rows.reshaped(
            to: Shape([rows.shape.sizes.dropLast().reduce(1, *), rows.shape[-1]]))
        return Tensor(operation, flat, Tensor(right)).reshaped(to: extended(node.type.shape))
    }

    private func extended(_ shape: Shape) -> Shape { Shape([length] + shape.sizes) }

    /// Values at all steps with axes of size 1 behind the first, so that they broadcast as those of one step do.
    private func aligned(_ values: Tensor, rank: Int) -> Tensor {
        let missing = rank + 1 - values.rank
        if missing <= 0 { return values }
        let sizes = values.shape.sizes
        return values.reshaped(
            to: Shape([sizes[0]] + [Int](repeating: 1, count: missing) + sizes.dropFirst()))
    }
}
