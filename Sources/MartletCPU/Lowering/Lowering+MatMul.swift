// SPDX-License-Identifier: Apache-2.0
import COneDNN
import MartletIR
import MartletTensor

extension Lowering {
    /// An operand as oneDNN's matmul reads it.
    private struct Matrices {
        var view: View
        var sizes: [Int]
        var strides: [Int]
    }

    /// A matrix product with plain layouts; a transposed operand is one with other strides.
    func lowerMatMul(_ operation: MatMul, _ node: Int) throws -> Bool {
        let instruction = graph.instructions[node]
        let epilogue = epilogues.epilogues[node]
        guard [.float32, .bfloat16, .float16].contains(instruction.type.dtype) else {
            return lowerExactMatMul(operation, node)
        }
        let target = epilogue?.result ?? node
        let result = builder.result(target)
        guard
            var left = matrices(instruction.operands[0], operation.transposesLeft),
            var right = matrices(instruction.operands[1], operation.transposesRight),
            instruction.type.shape.rank <= 12
        else { return false }
        if left.sizes.contains(0) || right.sizes.contains(0) { return false }
        var sizes = result.sizes
        if right.sizes.count == 2, sizes.count > 2, left.view.isDense, !operation.transposesLeft {
            // A batch of rows is a taller matrix.
            let rows = sizes.dropLast().reduce(1, *)
            sizes = [rows, sizes[sizes.count - 1]]
            left.sizes = [rows, left.sizes[left.sizes.count - 1]]
            left.strides = [left.sizes[1], 1]
        }
        pad(&left, to: sizes.count)
        pad(&right, to: sizes.count)
        let bias = epilogue?.bias.map { builder.dense($0) }
        return try emitMatMul(left, right, bias, epilogue?.isRectified ?? false, result, sizes)
    }

    /// The operand's view, copied if its strides are not ones that oneDNN takes.
    private func matrices(_ value: Int, _ isTransposed: Bool) -> Matrices? {
        var view = builder.view(value)
        let rank = view.sizes.count
        let isPlain =
            zip(view.sizes, view.strides).allSatisfy { $0 == 1 || $1 > 0 }
            && (view.strides[rank - 1] == 1 || view.strides[rank - 2] == 1
                || view.sizes[rank - 1] == 1)
        if !isPlain { view = builder.dense(value) }
        var matrices = Matrices(view: view, sizes: view.sizes, strides: view.strides)
        for axis in 0..<rank where view.sizes[axis] == 1 {
            // The stride of a single row or column may be anything, but must look like a matrix's.
            let later = zip(view.sizes, matrices.strides).dropFirst(axis + 1)
            matrices.strides[axis] = later.map { $0 * $1 }.max() ?? 1
        }
        if isTransposed {
            matrices.sizes.swapAt(rank - 1, rank - 2)
            matrices.strides.swapAt(rank - 1, rank - 2)
        }
        return matrices
    }

    private func pad(_ matrices: inout Matrices, to rank: Int) {
        while matrices.sizes.count < rank {
            matrices.strides.insert(matrices.sizes[0] * matrices.strides[0], at: 0)
            matrices.sizes.insert(1, at: 0)
        }
    }

    private func emitMatMul(
        _ left: Matrices, _ right: Matrices, _ bias: View?, _ isRectified: Bool, _ result: View,
        _ sizes: [Int]
    ) throws -> Bool {
        let library = builder.library
        let dtype = result.dtype
        let source = try Layout(library, left.sizes, left.view.dtype, strides: left.strides)
        let weights = try Layout(library, right.sizes, right.view.dtype, strides: right.strides)
        let destination = try Layout(library, sizes, dtype, strides: Shape(sizes).strides)
        var row = sizes.map { _ in 1 }
        row[row.count - 1] = sizes[sizes.count - 1]
        let biasLayout = try bias.map { _ throws(ExecutionError) in
            try Layout(library, row, dtype, strides: Shape(row).strides)
        }
        let attributes = try Attributes(library, isRectified: isRectified)
        var problem = MDNNMatMul()
        problem.source = source.handle
        problem.weights = weights.handle
        problem.bias = biasLayout?.handle ?? MDNNLayout()
        problem.destination = destination.handle
        problem.attributes = attributes.handle
        // Two threads break even at about a microsecond of work.
        let multiplications = result.count * left.sizes[left.sizes.count - 1]
        let made = try? builder.withThreads(worth: multiplications > 300_000) {
            try Primitive(library, "matmul") { table, engine, plan in
                mdnn_plan_matmul(table, engine, &problem, &plan)
            }
        }
        guard let primitive = made else { return false }
        var arguments: [(MDNNSlot, MDNNLayout, View)] = [
            (.source, source.handle, left.view), (.weights, weights.handle, right.view),
            (.destination, destination.handle, result),
        ]
        if let bias, let biasLayout { arguments.append((.bias, biasLayout.handle, bias)) }
        builder.emit(
            "matmul", primitive, reads: arguments.filter { $0.0 != .destination },
            writes: arguments.filter { $0.0 == .destination },
            keeping: [source, weights, destination, biasLayout as Any])
        return true
    }
}
