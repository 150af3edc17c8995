// SPDX-License-Identifier: Apache-2.0
public import MartletIR

/// Converts the elements to another type.
///
/// Floating to integer cuts off the fraction and wraps; NaN becomes 0. Numbers become `true` unless they are 0.
package struct Cast: Primitive {
    package static let name = "cast"
    package let dtype: DType

    package init(dtype: DType) { self.dtype = dtype }

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        TensorType(operands[0].shape, dtype)
    }

    package func gradients(in context: GradientContext) -> [Tensor?] {
        let isSmooth = context.x.dtype.isFloating && dtype.isFloating
        return [isSmooth ? context.seed.cast(to: context.x.dtype) : nil]
    }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor {
        if operands[0].dtype.isFloating || !type.dtype.isInteger {
            return HostTensor(operands[0].doubles, shape: type.shape, dtype: dtype)
        }
        return HostTensor(integers: operands[0].integers, shape: type.shape, dtype: dtype)
    }
}

extension Tensor {
    /// The same elements as another type; the tensor itself if it has that type already.
    public func cast(to dtype: DType) -> Tensor {
        dtype == self.dtype ? self : Tensor(Cast(dtype: dtype), self)
    }
}
