// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// Rows (or other slices along an axis) at given indices.
package struct Take: Primitive {
    package static let name = "take"
    package let axis: Int

    package init(axis: Int) { self.axis = axis }

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        let (source, indices) = (operands[0], operands[1])
        guard indices.dtype.isInteger else { throw .indicesNotInteger(indices.dtype) }
        guard source.shape.sizes.indices.contains(axis) else {
            throw .axisOutOfRange(axis, in: source.shape)
        }
        var sizes = source.shape.sizes
        sizes.replaceSubrange(axis...axis, with: indices.shape.sizes)
        return TensorType(Shape(sizes), source.dtype)
    }

    package func gradients(in context: GradientContext) -> [Tensor?] {
        let add = ScatterAdd(axis: axis, size: context.x.shape.sizes[axis])
        return [Tensor(add, context.seed, context.y), nil]
    }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) throws(ExecutionError)
        -> HostTensor
    {
        let view = AxisView(operands[0].shape, axis: axis)
        let indices = try operands[1].indices(below: view.size, for: Self.name)
        let offsets = (0..<view.outer).flatMap { outer in
            indices.flatMap { index in (0..<view.inner).map { view.offset(outer, index, $0) } }
        }
        return operands[0].gathered(offsets, as: type)
    }
}

/// Adds slices into zeros at given indices along an axis: what ``Take`` is backwards.
package struct ScatterAdd: Primitive {
    package static let name = "scatter_add"
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
        let axes = indices.shape.rank
        guard axis >= 0, size >= 0, axis <= updates.shape.rank - axes,
            Array(updates.shape.sizes[axis..<(axis + axes)]) == indices.shape.sizes
        else {
            throw GraphError(
                code: .shapeMismatch,
                problem:
                    "\(updates.shape) has not the indices' shape \(indices.shape) at axis \(axis)")
        }
        var sizes = updates.shape.sizes
        sizes.replaceSubrange(axis..<(axis + axes), with: [size])
        return TensorType(Shape(sizes), updates.dtype)
    }

    package func gradients(in context: GradientContext) -> [Tensor?] {
        [Tensor(Take(axis: axis), context.seed, context.y), nil]
    }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) throws(ExecutionError)
        -> HostTensor
    {
        let view = AxisView(type.shape, axis: axis)
        let indices = try operands[1].indices(below: size, for: Self.name)
        let offsets = (0..<view.outer).flatMap { outer in
            indices.flatMap { index in (0..<view.inner).map { view.offset(outer, index, $0) } }
        }
        return operands[0].scattered(to: offsets, as: type)
    }
}

extension HostTensor {
    /// Zeros to which each element is added at its offset.
    func scattered(to offsets: [Int], as type: TensorType) -> HostTensor {
        if type.dtype.isInteger {
            var result = [Int64](repeating: 0, count: type.shape.count)
            for (offset, update) in zip(offsets, integers) { result[offset] &+= update }
            return HostTensor(integers: result, shape: type.shape, dtype: type.dtype)
        }
        var result = [Double](repeating: 0, count: type.shape.count)
        for (offset, update) in zip(offsets, doubles) { result[offset] += update }
        return HostTensor(result, shape: type.shape, dtype: type.dtype)
    }

    /// The elements as indices below `size`; negative ones count from the end.
    func indices(below size: Int, for operation: String) throws(ExecutionError) -> [Int] {
        var result: [Int] = []
        for (position, value) in integers.enumerated() {
            let index = value < 0 ? value + Int64(size) : value
            guard index >= 0, index < size else {
                throw ExecutionError(
                    operation: operation,
                    problem: "index \(value) (at position \(position)) is outside 0..<\(size)")
            }
            result.append(Int(index))
        }
        return result
    }
}

extension GraphError {
    static func indicesNotInteger(_ dtype: DType) -> GraphError {
        GraphError(
            code: .typeMismatch, problem: "indices must be of an integer type, got \(dtype)",
            hint: "convert them: indices.cast(to: .int64)")
    }
}

extension Tensor {
    /// The slices of this tensor along `axis` at `indices`; `axis` is replaced by the axes of `indices`.
    ///
    /// An index outside the axis fails when the expression runs.
    public func take(_ indices: Tensor, axis: Int = 0) -> Tensor {
        withAxis(axis) { Tensor(Take(axis: $0), self, indices) }
    }
}
