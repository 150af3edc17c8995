// SPDX-License-Identifier: Apache-2.0
import COneDNN
import MartletIR
import MartletTensor

/// The layouts of a pooling's arrays, and its problem.
private struct PoolingLayouts {
    let image: Layout
    let result: Layout
    let attributes: Attributes
    var problem = MDNNPooling()

    init(
        _ library: OneDNNLibrary, _ kind: MDNNPool, image: Shape, result: Shape, window: Window
    ) throws(ExecutionError) {
        self.image = try ConvolutionLayouts.channelsLast(library, image)
        self.result = try ConvolutionLayouts.channelsLast(library, result)
        attributes = try Attributes(library)
        problem.pass = .forwardTraining
        problem.kind = kind
        problem.source = self.image.handle
        problem.destination = self.result.handle
        problem.attributes = attributes.handle
        store(window.strides, in: &problem.strides)
        store(window.size, in: &problem.window)
        store(window.dilation.map { $0 - 1 }, in: &problem.dilation)
        store(window.low, in: &problem.padding_before)
        store(window.high, in: &problem.padding_after)
    }

    func forward(_ library: OneDNNLibrary) throws(ExecutionError) -> Primitive {
        var problem = problem
        return try Primitive(library, "pooling") { table, engine, plan in
            mdnn_plan_pooling(table, engine, &problem, &plan)
        }
    }

    func backward(_ library: OneDNNLibrary, hint: Primitive) throws(ExecutionError) -> Primitive {
        var problem = problem
        problem.pass = .backwardData
        problem.forward = hint.plan
        return try Primitive(library, "pooling") { table, engine, plan in
            mdnn_plan_pooling(table, engine, &problem, &plan)
        }
    }
}

extension Lowering {
    private func layouts(
        _ kind: MDNNPool, _ window: Window, _ image: Shape, _ result: Shape, _ dtype: DType
    )
        -> PoolingLayouts?
    {
        guard dtype == .float32, (1...3).contains(window.size.count), image.count > 0,
            result.count > 0
        else { return nil }
        return try? PoolingLayouts(
            builder.library, kind, image: image, result: result, window: window)
    }

    private func argument(_ slot: MDNNSlot, _ layout: Layout, _ view: View)
        -> ProgramBuilder.Argument
    {
        .init(slot: slot, layout: layout.handle, storage: view.storage, view: view)
    }

    func lowerMaxPooling(_ operation: MaxPooling, _ node: Int) throws -> Bool {
        let operand = graph.instructions[node].operands[0]
        let type = builder.type(node)
        guard
            var layouts = layouts(
                .maximum, operation.window, builder.type(operand).shape, type.shape, type.dtype)
        else { return false }
        let hasGradient = epilogues.poolings.values.contains(node)
        if !hasGradient { layouts.problem.pass = .forwardInference }
        guard let primitive = try? layouts.forward(builder.library) else { return false }
        emitPooling(
            operation.name, node, primitive, layouts, builder.dense(operand), builder.result(node))
        return true
    }

    /// Emits a pooling; what it notes for its gradient is kept under the node.
    private func emitPooling(
        _ name: String, _ node: Int, _ primitive: Primitive, _ layouts: PoolingLayouts,
        _ image: View, _ result: View
    ) {
        var writes = [argument(.destination, layouts.result, result)]
        let notes = primitive.layout(.workspace)
        if primitive.byteCount(notes) > 0 {
            let workspace = builder.temporary(byteCount: primitive.byteCount(notes))
            writes.append(.init(slot: .workspace, layout: notes, storage: workspace))
            builder.poolingNotes[node] = (primitive, workspace)
        }
        builder.emit(
            name, primitive, reads: [argument(.source, layouts.image, image)], writes: writes,
            keeping: [layouts])
    }

    func lowerMaxPoolingGradient(_ operation: MaxPoolingGradient, _ node: Int) throws -> Bool {
        let operands = graph.instructions[node].operands
        let (type, seedType) = (builder.type(node), builder.type(operands[1]))
        guard
            let layouts = layouts(
                .maximum, operation.window, type.shape, seedType.shape, type.dtype)
        else { return false }
        let forward = epilogues.poolings[node] ?? node
        if builder.poolingNotes[forward] == nil {
            guard let primitive = try? layouts.forward(builder.library) else { return false }
            let unused = View(
                dense: seedType, in: builder.temporary(byteCount: seedType.byteCount))
            emitPooling(
                operation.name, forward, primitive, layouts, builder.dense(operands[0]), unused)
        }
        guard let notes = builder.poolingNotes[forward],
            let primitive = try? layouts.backward(builder.library, hint: notes.primitive)
        else { return false }
        let workspace = notes.primitive.layout(.workspace)
        builder.emit(
            operation.name, primitive,
            reads: [
                argument(.destinationGradient, layouts.result, builder.dense(operands[1])),
                .init(slot: .workspace, layout: workspace, storage: notes.workspace),
            ], writes: [argument(.sourceGradient, layouts.image, builder.result(node))],
            keeping: [layouts, notes.primitive])
        return true
    }

    func lowerAveragePooling(_ operation: AveragePooling, _ node: Int) throws -> Bool {
        let operand = graph.instructions[node].operands[0]
        let type = builder.type(node)
        guard
            var layouts = layouts(
                .average, operation.window, builder.type(operand).shape, type.shape, type.dtype)
        else { return false }
        layouts.problem.pass = .forwardInference
        guard let primitive = try? layouts.forward(builder.library) else { return false }
        emitPooling(
            operation.name, node, primitive, layouts, builder.dense(operand), builder.result(node))
        return true
    }

    func lowerAverageGradient(_ operation: AveragePoolingGradient, _ node: Int) throws -> Bool {
        let operand = graph.instructions[node].operands[0]
        let (type, seedType) = (builder.type(node), builder.type(operand))
        guard
            let layouts = layouts(
                .average, operation.window, type.shape, seedType.shape, type.dtype),
            let hint = try? layouts.forward(builder.library),
            let primitive = try? layouts.backward(builder.library, hint: hint)
        else { return false }
        builder.emit(
            operation.name, primitive,
            reads: [argument(.destinationGradient, layouts.result, builder.dense(operand))],
            writes: [argument(.sourceGradient, layouts.image, builder.result(node))],
            keeping: [layouts, hint])
        return true
    }
}
