// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// For each place, the element at an index of its own along an axis.
package struct TakeAlong: Primitive {
    package static let name = "take_along"
    package let axis: Int

    package init(axis: Int) { self.axis = axis }

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        let shape = try matchedShape(operands[0].shape, operands[1])
        return TensorType(shape, operands[0].dtype)
    }

    package func gradients(in context: GradientContext) -> [Tensor?] {
        let add = ScatterAlongAdd(axis: axis, size: context.x.shape.sizes[axis])
        return [Tensor(add, context.seed, context.y), nil]
    }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) throws(ExecutionError)
        -> HostTensor
    {
        let size = operands[0].shape.sizes[axis]
        let offsets = try alongOffsets(operands[1], size: size, axis: axis, for: Self.name)
        return operands[0].gathered(offsets, as: type)
    }

    private func matchedShape(_ source: Shape, _ indices: TensorType) throws(GraphError) -> Shape {
        guard indices.dtype.isInteger else { throw .indicesNotInteger(indices.dtype) }
        let fits =
            source.rank == indices.shape.rank
            && source.sizes.indices.allSatisfy {
                $0 == axis || source.sizes[$0] == indices.shape.sizes[$0]
            }
        guard source.sizes.indices.contains(axis), fits else {
            throw GraphError(
                code: .shapeMismatch,
                problem:
                    "\(source) and the indices' \(indices.shape) differ in more than axis \(axis)")
        }
        return indices.shape
    }
}

/// Adds each element into zeros at an index of its own along an axis: what ``TakeAlong`` is backwards.
package struct ScatterAlongAdd: Primitive {
    package static let name = "scatter_along_add"
    package let axis: Int
    /// The size of the result along the axis.
    package let size: Int

    package init(axis: Int, size: Int) {
        self.axis = axis
        self.size = size
    }

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        let (updates, indices) = (operands[0], operands[1])
        guard indices.dtype.isInteger else { throw .indicesNotInteger(indices.dtype) }
        guard updates.shape == indices.shape, updates.shape.sizes.indices.contains(axis), size >= 0
        else {
            throw GraphError(
                code: .shapeMismatch,
                problem: "updates \(updates.shape) and indices \(indices.shape) differ")
        }
        var sizes = updates.shape.sizes
        sizes[axis] = size
        return TensorType(Shape(sizes), updates.dtype)
    }

    package func gradients(in context: GradientContext) -> [Tensor?] {
        [Tensor(TakeAlong(axis: axis), context.seed, context.y), nil]
    }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) throws(ExecutionError)
        -> HostTensor
    {
        let offsets = try alongOffsets(operands[1], size: size, axis: axis, for: Self.name)
        return operands[0].scattered(to: offsets, as: type)
    }
}

/// Where the element that each index names lies, in a tensor with `size` elements along `axis`.
private func alongOffsets(_ indices: HostTensor, size: Int, axis: Int, for operation: String)
    throws(ExecutionError) -> [Int]
{
    let view = AxisView(indices.shape, axis: axis)
    return try indices.indices(below: size, for: operation).enumerated().map { position, index in
        let outer = position / (view.size * view.inner)
        return (outer * size + index) * view.inner + position % view.inner
    }
}

extension Tensor {
    /// For each place, the element at the index of that place along `axis` (NumPy's `take_along_axis`).
    ///
    /// `indices` has this tensor's shape except along `axis`.
    public func takeAlong(_ indices: Tensor, axis: Int) -> Tensor {
        withAxis(axis) { Tensor(TakeAlong(axis: $0), self, indices) }
    }
}
