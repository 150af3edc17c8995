// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// Puts tensors one after another along an axis.
package struct Concatenate: Primitive {
    package static let name = "concatenate"
    package let axis: Int

    package init(axis: Int) { self.axis = axis }

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        let dtype = try operands.commonDType()
        let first = operands[0].shape
        guard first.sizes.indices.contains(axis) else { throw .axisOutOfRange(axis, in: first) }
        var sizes = first.sizes
        sizes[axis] = 0
        for type in operands.types {
            var other = type.shape.sizes
            if other.count > axis { other[axis] = 0 }
            guard other == first.sizes.replacing(axis, with: 0) else {
                throw GraphError(
                    code: .shapeMismatch,
                    problem: "\(first) and \(type.shape) differ in more than axis \(axis)")
            }
            sizes[axis] += type.shape.sizes[axis]
        }
        return TensorType(Shape(sizes), dtype)
    }

    package func gradients(in context: GradientContext) -> [Tensor?] {
        var start = 0
        return context.operands.map { operand in
            var starts = [Int](repeating: 0, count: operand.rank)
            var ends = context.seed.shape.sizes
            starts[axis] = start
            ends[axis] = start + operand.shape.sizes[axis]
            start = ends[axis]
            let strides = [Int](repeating: 1, count: operand.rank)
            return Tensor(Slice(starts: starts, ends: ends, strides: strides), context.seed)
        }
    }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor {
        let inner = type.shape.sizes[(axis + 1)...].reduce(1, *) * type.dtype.byteCount
        let outer = type.shape.sizes[..<axis].reduce(1, *)
        return HostTensor(type) { target in
            var position = 0
            for row in 0..<outer {
                for operand in operands {
                    let count = operand.shape.sizes[axis] * inner
                    operand.withUnsafeBytes { source in
                        target[position..<(position + count)].copyBytes(
                            from: source[(row * count)..<(row * count + count)])
                    }
                    position += count
                }
            }
        }
    }
}

extension [Int] {
    fileprivate func replacing(_ index: Int, with value: Int) -> [Int] {
        var copy = self
        copy[index] = value
        return copy
    }
}

extension Tensor {
    /// The tensors one after another along `axis`; they may differ in size along it only.
    public static func concatenated(_ tensors: [Tensor], axis: Int) -> Tensor {
        guard let first = tensors.first else {
            return .failed(
                GraphError(
                    code: .shapeMismatch, operation: "concatenate",
                    problem: "there are no tensors to put together"))
        }
        return first.withAxis(axis) { Tensor(Concatenate(axis: $0), tensors) }
    }

    /// The tensors, all of one shape, side by side along a new axis.
    public static func stacked(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
        concatenated(tensors.map { $0.expandingDimension(at: axis) }, axis: axis)
    }
}
