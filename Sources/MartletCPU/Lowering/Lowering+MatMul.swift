// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor

extension Lowering {
    /// A matrix product, with what rides on it, by the first provider that has a kernel.
    func lowerMatMul(_ operation: MatMul, _ node: Int) throws -> Bool {
        let instruction = graph.instructions[node]
        let epilogue = units.riders(of: node).epilogue
        let result = plan.result(epilogue?.result ?? node)
        let batch = Array(instruction.type.shape.sizes.dropLast(2))
        var problem = MatMulProblem(
            name: operation.name,
            left: matrices(
                plan.movingView(instruction.operands[0]), batch, operation.transposesLeft),
            right: matrices(plan.view(instruction.operands[1]), batch, operation.transposesRight),
            result: flattened(result, batch: batch.reduce(1, *)),
            residual: epilogue?.residual.map { residual($0, batch) },
            bias: epilogue?.bias.map { plan.dense($0) },
            isRectified: epilogue?.isRectified ?? false)
        if problem.right.strides[0] == 0 || problem.batch == 1 { problem.makeTall() }
        if plan.rounds.inner != nil { return try emitInLoop(problem) }
        if try emitInnerParts(problem) { return true }
        return try emit(problem)
    }

    /// By the first provider that takes the element types, or in the wide type of the operands.
    func emit(_ product: MatMulProblem) throws -> Bool {
        if try plan.kernels.contains(where: { try $0.emit(product, in: plan) }) { return true }
        let wide = product.left.dtype.wide
        guard wide != product.left.dtype, product.bias == nil || wide == product.result.dtype
        else { return false }
        var widened = product
        widened.left = plan.converted(product.left, to: wide)
        widened.right = plan.converted(product.right, to: wide)
        if product.result.dtype != wide {
            widened.result = plan.temporary(TensorType(Shape(product.result.sizes), wide))
        }
        guard try plan.kernels.contains(where: { try $0.emit(widened, in: plan) }) else {
            return false
        }
        if widened.result != product.result {
            plan.emitConversion(from: widened.result, to: product.result)
        }
        return true
    }

    /// A product in the body of a loop: of few rows, as a rule, with weights that stay in the cache from round to round.
    ///
    /// Our own kernel reads them where they lie and follows a left operand that moves.
    private func emitInLoop(_ problem: MatMulProblem) throws -> Bool {
        var problem = problem
        if problem.right.strides[2] != 1, problem.right.sizes[2] != 1 {
            // Weights that are transposed are copied once, before the loop.
            problem.right = copied(problem.right)
        }
        let dtype = problem.left.dtype
        let isMovable = dtype == problem.result.dtype && (dtype == .float32 || dtype == .float64)
        if isMovable, try BuiltInKernels().emit(problem, in: plan) { return true }
        if problem.left.isMoving { problem.left = copied(problem.left) }
        return try emit(problem)
    }

    /// What is added to a product, as [batch, rows, columns] whose columns lie side by side.
    private func residual(_ value: Int, _ batch: [Int]) -> View {
        let view = matrices(plan.movingView(value), batch, false)
        return view.strides[2] == 1 || view.sizes[2] == 1 ? view : copied(view)
    }

    private func copied(_ view: View) -> View {
        let copy = plan.temporary(TensorType(Shape(view.sizes), view.dtype))
        plan.emitCopy(from: view, to: copy)
        return copy
    }

    /// The result as [batch, rows, columns].
    private func flattened(_ result: View, batch: Int) -> View {
        let sizes = [batch] + result.sizes.suffix(2)
        return result.reshaped(to: sizes) ?? result
    }

    /// An operand as [batch, rows, columns], copied where its batches have no single stride.
    private func matrices(_ value: View, _ batch: [Int], _ isTransposed: Bool) -> View {
        var view = value
        let axes = view.sizes.count
        if isTransposed {
            view.sizes.swapAt(axes - 1, axes - 2)
            view.strides.swapAt(axes - 1, axes - 2)
        }
        view = view.broadcast(to: batch + view.sizes.suffix(2))
        guard let stride = batchStride(view, batch.count) else {
            return flattened(copied(view), batch: batch.reduce(1, *))
        }
        view.sizes = [batch.reduce(1, *)] + view.sizes.suffix(2)
        view.strides = [stride] + view.strides.suffix(2)
        return view
    }

    /// The distance between neighbouring matrices; nil if it differs.
    private func batchStride(_ view: View, _ axes: Int) -> Int? {
        var stride: Int?
        var step = 0
        for axis in (0..<axes).reversed() where view.sizes[axis] != 1 {
            if stride != nil, view.strides[axis] != step { return nil }
            stride = stride ?? view.strides[axis]
            step = view.strides[axis] * view.sizes[axis]
        }
        return stride ?? 0
    }
}

extension MatMulProblem {
    /// A batch of rows times one matrix is a taller matrix times it.
    mutating func makeTall() {
        guard left.isTall, residual?.isTall ?? true else { return }
        let tall = batch * rows
        let sizes = [1, tall, columns]
        residual?.sizes = sizes
        left.sizes = [1, tall, inner]
        left.strides[0] = 0
        right.sizes[0] = 1
        right.strides[0] = 0
        result.sizes = sizes
        result.strides[0] = tall * columns
    }
}

extension View {
    /// Whether a batch of matrices is one matrix of all their rows.
    fileprivate var isTall: Bool { sizes[0] == 1 || strides[0] == strides[1] * sizes[1] }
}
