// SPDX-License-Identifier: Apache-2.0
import CKernels
import COneDNN
import MartletIR

extension OneDNNKernels {
    /// A matrix product with plain layouts; a transposed operand is one with other strides.
    func emit(_ product: MatMulProblem, in plan: PlanBuilder) throws -> Bool {
        guard takes(product), product.residual == nil, product.left.count > 0,
            product.right.count > 0,
            isWorthwhile(product)
        else { return false }
        // oneDNN has a ReLU for any type, but ours, which keeps NaN, only works on float32.
        guard !product.isRectified || product.result.dtype == .float32 else { return false }
        var product = product
        product.left = taken(product.left, in: plan)
        product.right = taken(product.right, in: plan)
        let cut = MatMulCut(product, plan.tiling)
        let blocks = (cut.count + cut.size - 1) / cut.size
        let rest = cut.count - (blocks - 1) * cut.size
        guard let whole = block(of: product, cut, size: blocks == 1 ? rest : cut.size) else {
            return false
        }
        var last: BlockPrimitive?
        if blocks > 1, rest != cut.size {
            last = block(of: product, cut, size: rest)
            if last == nil { return false }
        }
        plan.emit(
            product.name, blocks: blocks, whole, last: last,
            rectifiedRowStride: product.isRectified ? product.columns : nil,
            cost: product.cost)
        return true
    }

    /// Whether the processor has instructions for the element types; see convolutions.
    private func takes(_ product: MatMulProblem) -> Bool {
        switch product.left.dtype {
        case .float32: product.result.dtype == .float32
        case .bfloat16: ck_multiplies_bfloat16()
        case .int8, .uint8: product.right.dtype == .int8 && ck_multiplies_bytes()
        default: false
        }
    }

    /// An operand, copied if its strides are not ones that oneDNN takes.
    private func taken(_ view: View, in plan: PlanBuilder) -> View {
        let steps = strictZip(view.sizes, view.strides)
        let isPlain =
            steps.dropFirst().allSatisfy { $0 == 1 || $1 > 0 }
            && (view.strides[0] >= 0 || view.sizes[0] == 1)
            && steps.dropFirst().contains { $0 == 1 || $1 == 1 }
        if isPlain { return view }
        let copy = plan.temporary(TensorType(Shape(view.sizes), view.dtype))
        plan.emitCopy(from: view, to: copy)
        return copy
    }

    /// The primitive for one block of a product; nil if oneDNN has none.
    private func block(of product: MatMulProblem, _ cut: MatMulCut, size: Int) -> BlockPrimitive? {
        let left = cut.part(of: product.left, \.left, size: size)
        let right = cut.part(of: product.right, \.right, size: size)
        let result = cut.part(of: product.result, \.result, size: size)
        let isSingle = product.batch == 1
        let bias = product.bias.map { cut.part(of: asRow($0), \.bias, size: size) }
        guard let source = layout(left, isSingle: isSingle),
            let weights = layout(right, isSingle: isSingle),
            let destination = layout(result, isSingle: isSingle),
            let attributes = try? Attributes(library)
        else { return nil }
        let biasLayout = bias.flatMap { layout($0, isSingle: isSingle) }
        var problem = MDNNMatMul()
        problem.source = source.handle
        problem.weights = weights.handle
        problem.bias = biasLayout?.handle ?? MDNNLayout()
        problem.destination = destination.handle
        problem.attributes = attributes.handle
        let primitive = made {
            try Primitive(library, "matmul") { table, engine, plan in
                mdnn_plan_matmul(table, engine, &problem, &plan)
            }
        }
        guard let primitive else { return nil }
        var arguments = [
            argument(.source, source, left, cut.step(of: product.left, \.left)),
            argument(.weights, weights, right, cut.step(of: product.right, \.right)),
            argument(.destination, destination, result, cut.step(of: product.result, \.result)),
        ]
        var owners: [AnyObject] = [source, weights, destination]
        if let bias, let biasLayout {
            arguments.append(argument(.bias, biasLayout, bias, cut.step(of: bias, \.bias)))
            owners.append(biasLayout)
        }
        return BlockPrimitive(
            primitive: primitive, arguments: arguments, rows: result.sizes[0] * result.sizes[1],
            columns: result.sizes[2], owners: owners)
    }

    private func asRow(_ bias: View) -> View {
        var row = bias
        row.sizes = [1, 1, bias.count]
        row.strides = [bias.count, bias.count, 1]
        return row
    }

    private func argument(_ slot: MDNNSlot, _ layout: Layout, _ view: View, _ step: Int)
        -> BlockPrimitive.Argument
    {
        .init(slot: slot, layout: layout.handle, view: view, step: step)
    }

    /// The layout of [batch, rows, columns]; batches of one are left out, and a repeated one is named once.
    private func layout(_ view: View, isSingle: Bool) -> Layout? {
        var (sizes, strides) = (view.sizes, view.strides)
        if strides[0] == 0 { sizes[0] = 1 }
        // The stride of a single row or column may be anything, but must look like a matrix's.
        for axis in [2, 1, 0] where sizes[axis] == 1 {
            let later = strictZip(sizes, strides).dropFirst(axis + 1)
            strides[axis] = later.map { $0 * $1 }.max() ?? 1
        }
        if isSingle {
            sizes.removeFirst()
            strides.removeFirst()
        }
        return try? Layout(library, sizes, view.dtype, strides: strides)
    }
}
