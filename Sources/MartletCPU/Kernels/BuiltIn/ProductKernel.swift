// SPDX-License-Identifier: Apache-2.0
import CKernels

/// What our own kernels of products have in common: sizes, and how the operands lie.
protocol ProductKernel {
    var batch: Int64 { get set }
    var rows: Int64 { get set }
    var inner: Int64 { get set }
    var columns: Int64 { get set }
    var left_batch_stride: Int64 { get set }
    var left_row_stride: Int64 { get set }
    var left_inner_stride: Int64 { get set }
    var right_batch_stride: Int64 { get set }
    var right_inner_stride: Int64 { get set }
    var right_column_stride: Int64 { get set }
}

/// A kernel whose result may have rows that lie apart, with a bias and ReLU behind it.
protocol FinishedProductKernel: ProductKernel {
    var is_rectified: Bool { get set }
    var result_batch_stride: Int64 { get set }
    var result_row_stride: Int64 { get set }
}

extension CKMatMul: ProductKernel {}
extension CKGemm: FinishedProductKernel {}
extension CKGemmPairs: FinishedProductKernel {}

extension ProductKernel {
    /// Takes over the sizes of a product and the strides of its operands.
    mutating func setOperands(_ product: MatMulProblem) {
        (batch, rows) = (Int64(product.batch), Int64(product.rows))
        (inner, columns) = (Int64(product.inner), Int64(product.columns))
        let (left, right) = (product.left.strides, product.right.strides)
        left_batch_stride = Int64(left[0])
        left_row_stride = Int64(left[1])
        left_inner_stride = Int64(left[2])
        right_batch_stride = Int64(right[0])
        right_inner_stride = Int64(right[1])
        right_column_stride = Int64(right[2])
    }
}

extension CKGemm {
    /// Takes over how a residual lies, and how it moves.
    mutating func set(_ residual: View) {
        residual_batch_stride = Int64(residual.strides[0])
        residual_row_stride = Int64(residual.strides[1])
        residual_motion = residual.motion.scaled(by: 1)
    }
}

extension FinishedProductKernel {
    /// Takes over a product but for element types and addresses.
    mutating func set(_ product: MatMulProblem) {
        setOperands(product)
        is_rectified = product.isRectified
        result_batch_stride = Int64(product.result.strides[0])
        result_row_stride = Int64(product.result.strides[1])
    }
}
