// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR

extension BuiltInKernels {
    /// Products of bfloat16, or of bytes with sums in int32: two elements at a time.
    func emitPairs(_ product: MatMulProblem, in plan: PlanBuilder) -> Bool {
        var gemm = CKGemmPairs()
        gemm.left_type = CKType(product.left.dtype)
        gemm.right_type = CKType(product.right.dtype)
        gemm.result_type = CKType(product.result.dtype)
        gemm.is_rectified = product.isRectified
        (gemm.batch, gemm.rows) = (Int64(product.batch), Int64(product.rows))
        (gemm.inner, gemm.columns) = (Int64(product.inner), Int64(product.columns))
        let strides = [product.left, product.right, product.result].map {
            $0.strides.map(Int64.init)
        }
        gemm.left_batch_stride = strides[0][0]
        gemm.left_row_stride = strides[0][1]
        gemm.left_inner_stride = strides[0][2]
        gemm.right_batch_stride = strides[1][0]
        gemm.right_inner_stride = strides[1][1]
        gemm.right_column_stride = strides[1][2]
        gemm.result_batch_stride = strides[2][0]
        gemm.result_row_stride = strides[2][1]
        guard ck_gemm_pairs_plan(&gemm) else { return false }
        let scratch = plan.scratch(floats: Int(ck_gemm_pairs_scratch(&gemm)))
        gemm.scratch_stride = Int64(scratch.stride)
        let reads = [product.left, product.right] + (product.bias.map { [$0] } ?? [])
        plan.emit(
            product.name, reads: reads, writes: [product.result, scratch.view], gemm,
            as: Self.kernelName(product.left.dtype), units: { $0.pointee.units },
            nanoseconds: product.nanoseconds, { ck_gemm_pairs_run($0, $1, $2, $3) }
        ) { gemm, memory in
            gemm.left = UnsafeRawPointer(memory[product.left])
            gemm.right = UnsafeRawPointer(memory[product.right])
            gemm.bias = product.bias.map { memory.floats($0) }
            gemm.result = memory[product.result]
            gemm.scratch = memory.mutableFloats(scratch.view)
        }
        return true
    }
}
