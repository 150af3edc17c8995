// SPDX-License-Identifier: Apache-2.0
public import MartletIR

/// The same elements in the same order with another shape.
package struct Reshape: Primitive {
    package static let name = "reshape"
    package let shape: Shape

    package init(shape: Shape) { self.shape = shape }

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        guard operands[0].shape.count == shape.count else {
            throw GraphError(
                code: .shapeMismatch,
                problem: "\(operands[0].shape) has \(operands[0].shape.count) elements, "
                    + "\(shape) has \(shape.count)")
        }
        return TensorType(shape, operands[0].dtype)
    }

    package func gradients(in context: GradientContext) -> [Tensor?] {
        [context.seed.reshaped(to: context.x.shape)]
    }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor {
        operands[0].reshaped(to: shape)
    }
}

extension Tensor {
    /// The same elements in the same order with another shape.
    public func reshaped(to shape: Shape) -> Tensor {
        shape == self.shape ? self : Tensor(Reshape(shape: shape), self)
    }

    /// The same elements with another shape, one size of which may be −1: whatever is left.
    public func reshaped(to sizes: [Int]) -> Tensor {
        guard let unknown = sizes.firstIndex(of: -1) else { return reshaped(to: Shape(sizes)) }
        let known = sizes.enumerated().filter { $0.offset != unknown }.map(\.element)
        guard let count = Self.product(known), count > 0, shape.count % count == 0 else {
            return failing(.noSizeFits(sizes, in: shape))
        }
        var result = sizes
        result[unknown] = shape.count / count
        return reshaped(to: Shape(result))
    }

    /// The product of sizes, `nil` if one is negative or an `Int` does not hold it.
    private static func product(_ sizes: [Int]) -> Int? {
        var product = 1
        for size in sizes {
            let (next, overflows) = product.multipliedReportingOverflow(by: size)
            if overflows || size < 0 { return nil }
            product = next
        }
        return product
    }

    /// The same elements with a new axis of size 1 before `axis`.
    public func expandingDimension(at axis: Int) -> Tensor {
        let index = axis < 0 ? axis + rank + 1 : axis
        guard (0...rank).contains(index) else { return failing(.axisOutOfRange(axis, in: shape)) }
        var sizes = shape.sizes
        sizes.insert(1, at: index)
        return reshaped(to: Shape(sizes))
    }

    /// The same elements without the axes given, all of size 1; without every such axis if `axes` is `nil`.
    public func squeezed(_ axes: [Int]? = nil) -> Tensor {
        do throws(GraphError) {
            let axes = try axes.map { axes throws(GraphError) in try shape.normalized(axes: axes) }
            let removed = axes ?? shape.sizes.indices.filter { shape.sizes[$0] == 1 }
            if let axis = removed.first(where: { shape.sizes[$0] != 1 }) {
                throw GraphError(
                    code: .shapeMismatch, operation: "squeezed",
                    problem: "axis \(axis) of \(shape) has not the size 1")
            }
            return reshaped(to: shape.reduced(over: removed, keepingDimensions: false))
        } catch {
            return failing(error)
        }
    }
}

extension GraphError {
    static func noSizeFits(_ sizes: [Int], in shape: Shape) -> GraphError {
        GraphError(
            code: .shapeMismatch, operation: "reshape",
            problem:
                "no size in place of −1 makes \(sizes) hold the \(shape.count) elements of \(shape)"
        )
    }
}
