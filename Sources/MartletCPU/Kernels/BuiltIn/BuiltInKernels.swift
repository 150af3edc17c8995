// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR
import MartletTensor

/// Our own kernels, for every processor: they carry on where oneDNN is missing or has nothing.
struct BuiltInKernels: KernelProvider {
    var name: String { "built-in kernels" }

    func emit(_ product: MatMulProblem, in plan: PlanBuilder) throws -> Bool {
        let areAlike = product.left.dtype == product.result.dtype
        return switch product.left.dtype {
        case .float32, .float64: areAlike && emitReal(product, in: plan)
        case .bfloat16, .int8, .uint8: emitPairs(product, in: plan)
        case .int32, .int64: areAlike && emitWhole(product, in: plan)
        default: false
        }
    }

    /// What products of a type are called in reports.
    static func kernelName(_ dtype: DType) -> String {
        "built-in \(String(cString: ck_gemm_instruction_set(CKType(dtype))))"
    }

    /// Products of real numbers, with what rides on them.
    private func emitReal(_ product: MatMulProblem, in plan: PlanBuilder) -> Bool {
        var gemm = CKGemm()
        gemm.type = CKType(product.result.dtype)
        gemm.set(product)
        guard ck_gemm_plan(&gemm) else { return false }
        let scratch = plan.scratch(floats: Int(ck_gemm_scratch(&gemm)))
        gemm.scratch_stride = Int64(scratch.stride)
        let added = [product.residual, product.bias].compactMap { $0 }
        let reads = [product.left, product.right] + added
        let rounds = plan.rounds.moving([product.left] + added)
        gemm.left_motion = product.left.motion.scaled(by: 1)
        if let residual = product.residual { gemm.set(residual) }
        plan.emit(
            product.name, reads: reads, rounds: rounds, writes: [product.result, scratch.view],
            gemm,
            as: Self.kernelName(product.left.dtype), units: { $0.pointee.units },
            nanoseconds: product.nanoseconds, bytes: product.byteCount,
            { ck_gemm_run($0, $1, $2, $3) }
        ) { gemm, memory in
            gemm.left = UnsafeRawPointer(memory[product.left])
            gemm.right = UnsafeRawPointer(memory[product.right])
            gemm.residual = product.residual.map { UnsafeRawPointer(memory[$0]) }
            gemm.bias = product.bias.map { UnsafeRawPointer(memory[$0]) }
            gemm.result = memory[product.result]
            gemm.rounds = memory.counts(rounds)
            gemm.scratch = memory.mutableFloats(scratch.view)
        }
        return true
    }

    /// Products of whole numbers, which wrap around.
    private func emitWhole(_ product: MatMulProblem, in plan: PlanBuilder) -> Bool {
        var kernel = CKMatMul()
        kernel.type = CKType(product.result.dtype)
        kernel.setOperands(product)
        guard product.residual == nil else { return false }
        plan.emit(
            product.name, reads: [product.left, product.right], writes: [product.result], kernel,
            units: { ck_matmul_units($0) }, nanoseconds: product.nanoseconds,
            bytes: product.byteCount, { ck_matmul_run($0, $1, $2, $3) }
        ) { kernel, memory in
            kernel.left = UnsafeRawPointer(memory[product.left])
            kernel.right = UnsafeRawPointer(memory[product.right])
            kernel.result = memory[product.result]
        }
        return true
    }
}
