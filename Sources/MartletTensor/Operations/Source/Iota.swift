// SPDX-License-Identifier: Apache-2.0
public import MartletIR

/// Each element's index along one axis.
package struct Iota: Primitive {
    package static let name = "iota"
    package let shape: Shape
    package let axis: Int
    package let dtype: DType

    package init(shape: Shape, axis: Int, dtype: DType) {
        self.shape = shape
        self.axis = axis
        self.dtype = dtype
    }

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        guard shape.sizes.indices.contains(axis) else { throw .axisOutOfRange(axis, in: shape) }
        return TensorType(shape, dtype)
    }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor {
        let view = AxisView(shape, axis: axis)
        let elements = (0..<shape.count).map { Int64($0 / view.inner % view.size) }
        return HostTensor(integers: elements, shape: shape, dtype: dtype)
    }
}

extension Tensor {
    /// The whole numbers `0, 1, …, count − 1`.
    public static func range(_ count: Int, dtype: DType = .int64) -> Tensor {
        Tensor(Iota(shape: [count], axis: 0, dtype: dtype))
    }
}
