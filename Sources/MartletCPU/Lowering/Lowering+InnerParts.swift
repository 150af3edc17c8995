// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR

extension Lowering {
    /// Few rows times a large matrix: the inner axis is cut, and the products of the parts are added in order.
    ///
    /// Each part reads rows of the right matrix that nobody else reads. A weight's rows so stay with the thread that
    /// computes their gradient and their update: between the caches of two cores only the small sums travel.
    func emitInnerParts(_ product: MatMulProblem) throws -> Bool {
        guard product.residual == nil, let parts = product.innerParts(plan.tiling) else {
            return false
        }
        let (rows, columns, inner) = (product.rows, product.columns, product.inner / parts)
        var (left, right) = (product.left, product.right)
        left.sizes = [parts, rows, inner]
        left.strides[0] = inner * left.strides[2]
        right.sizes = [parts, inner, columns]
        right.strides[0] = inner * right.strides[1]
        let partials = plan.temporary(TensorType([parts, rows, columns], .float32))
        let cut = MatMulProblem(
            name: product.name, left: left, right: right, result: partials, bias: nil,
            isRectified: false)
        guard try emit(cut) else { return false }
        var sum = CKSumProducts()
        (sum.parts, sum.rows, sum.columns) = (Int64(parts), Int64(rows), Int64(columns))
        sum.is_rectified = product.isRectified
        let (bias, result) = (product.bias, product.result)
        plan.emit(
            "sum", reads: [partials] + (bias.map { [$0] } ?? []), writes: [result], sum,
            units: { $0.pointee.rows }, nanoseconds: nanoseconds(moving: partials.byteCount),
            { ck_sum_products_run($0, $1, $2, $3) }
        ) { sum, memory in
            sum.partials = memory.floats(partials)
            sum.bias = bias.map { memory.floats($0) }
            sum.result = memory.mutableFloats(result)
        }
        return true
    }
}

extension MatMulProblem {
    /// Into how many parts the inner axis is cut; nil if it is not.
    func innerParts(_ tiling: Tiling) -> Int? {
        guard result.dtype == .float32, batch == 1, right.strides[2] == 1 || columns == 1,
            left.strides[2] == 1
        else { return nil }
        let most = min(Double(tiling.mostParts), nanoseconds / (2 * tiling.grain))
        return [8, 4, 2].first { parts in
            Double(parts) <= most && inner % parts == 0 && inner / parts >= 8 * tiling.leastRows
                // The sums must be small beside the matrix that is not read twice.
                && 2 * parts * rows <= inner
        }
    }
}
