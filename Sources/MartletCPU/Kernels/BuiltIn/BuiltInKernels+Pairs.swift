// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR

extension BuiltInKernels {
    /// Products of bfloat16, or of bytes with sums in int32: two elements at a time.
    func emitPairs(_ product: MatMulProblem, in plan: PlanBuilder) -> Bool {
        guard product.residual == nil else { return false }
        var gemm = CKGemmPairs()
        gemm.left_type = CKType(product.left.dtype)
        gemm.right_type = CKType(product.right.dtype)
        gemm.result_type = CKType(product.result.dtype)
        gemm.set(product)
        guard ck_gemm_pairs_plan(&gemm) else { return false }
        let scratch = plan.scratch(floats: Int(ck_gemm_pairs_scratch(&gemm)))
        gemm.scratch_stride = Int64(scratch.stride)
        let reads = [product.left, product.right] + (product.bias.map { [$0] } ?? [])
        plan.emit(
            product.name, reads: reads, writes: [product.result, scratch.view], gemm,
            as: Self.kernelName(product.left.dtype), units: { $0.pointee.units },
            nanoseconds: product.nanoseconds, bytes: product.byteCount,
            { ck_gemm_pairs_run($0, $1, $2, $3) }
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
