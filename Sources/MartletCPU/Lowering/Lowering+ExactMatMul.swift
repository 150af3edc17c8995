// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR
import MartletTensor

extension Lowering {
    /// A matrix product in float64, int32 or int64, which oneDNN does not multiply.
    func lowerExactMatMul(_ operation: MatMul, _ node: Int) -> Bool {
        let instruction = graph.instructions[node]
        let (shape, dtype) = (instruction.type.shape, instruction.type.dtype)
        guard [.float64, .int32, .int64].contains(dtype), shape.rank <= Int(CK_MAX_RANK) else {
            return false
        }
        let batch = Array(shape.sizes.dropLast(2))
        let left = batched(instruction.operands[0], batch)
        let right = batched(instruction.operands[1], batch)
        let (result, team) = (builder.result(node), builder.team)
        let inner = builder.type(instruction.operands[0]).shape[operation.transposesLeft ? -2 : -1]
        let (leftSteps, rightSteps) = (
            steps(left.view, operation.transposesLeft), steps(right.view, operation.transposesRight)
        )
        builder.emit(
            operation.name, reads: [left.view, right.view], writes: [result], { ck_matmul_run($0) }
        ) { memory in
            CKMatMul(
                type: CKType(dtype), batch: Int64(batch.reduce(1, *)), rows: Int64(shape[-2]),
                inner: Int64(inner), columns: Int64(shape[-1]),
                left_batch_stride: Int64(left.stride), left_row_stride: leftSteps.0,
                left_inner_stride: leftSteps.1, right_batch_stride: Int64(right.stride),
                right_inner_stride: rightSteps.0, right_column_stride: rightSteps.1,
                left: UnsafeRawPointer(memory[left.view]),
                right: UnsafeRawPointer(memory[right.view]), result: memory[result], team: team)
        }
        return true
    }

    /// The distance between rows and between columns, of the matrix as it is multiplied.
    private func steps(_ view: View, _ isTransposed: Bool) -> (Int64, Int64) {
        let last = view.strides.suffix(2).map { Int64($0) }
        return isTransposed ? (last[1], last[0]) : (last[0], last[1])
    }

    /// An operand with the distance between its matrices: 0 if it has one for all, otherwise that of a dense array.
    private func batched(_ value: Int, _ batch: [Int]) -> (view: View, stride: Int) {
        let view = builder.view(value)
        let matrix = Array(view.sizes.suffix(2))
        if view.sizes.dropLast(2).allSatisfy({ $0 == 1 }) { return (view, 0) }
        let size = matrix.reduce(1, *)
        if view.isDense, Array(view.sizes.dropLast(2)) == batch { return (view, size) }
        let type = TensorType(Shape(batch + matrix), view.dtype)
        let copy = View(dense: type, in: builder.temporary(byteCount: type.byteCount))
        builder.emitCopy(from: view.broadcast(to: type.shape.sizes), to: copy)
        return (copy, size)
    }
}
