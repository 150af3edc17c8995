// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR

/// Sums over the parts of a batch, and their total, added in the order of the parts.
struct PartialSums {
    let parts: Int
    let count: Int
    /// The sums of all parts, one after the other; of a single part it is the total itself.
    let partials: View
    let total: View

    /// Sums of `count` numbers, float32 or float64; the total goes to `result`, or to memory of its own.
    init(
        _ plan: PlanBuilder, parts: Int, count: Int, into result: View?, dtype: DType = .float32
    ) {
        self.parts = parts
        self.count = count
        total = result ?? plan.temporary(TensorType([count], dtype))
        partials = parts == 1 ? total : plan.temporary(TensorType([parts * count], dtype))
    }

    /// The step that adds the parts.
    func emit(in plan: PlanBuilder) {
        guard parts > 1 else { return }
        let (partials, total) = (partials, total)
        var sum = CKSumParts()
        sum.type = CKType(total.dtype)
        sum.parts = Int64(parts)
        sum.stride = Int64(count)
        sum.count = Int64(count)
        plan.emit(
            "sum", reads: [partials], writes: [total], sum,
            units: { ($0.pointee.count + Int64(CK_SUM_BLOCK) - 1) / Int64(CK_SUM_BLOCK) },
            nanoseconds: Double(partials.byteCount) / Speed.bytesPerNanosecond,
            { ck_sum_parts_run($0, $1, $2, $3) }
        ) { sum, memory in
            sum.partials = UnsafeRawPointer(memory[partials])
            sum.result = memory[total]
        }
    }
}
