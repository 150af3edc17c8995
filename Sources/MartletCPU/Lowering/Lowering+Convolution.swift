// SPDX-License-Identifier: Apache-2.0
import COneDNN
import MartletIR
import MartletTensor

extension Lowering {
    private func isSupported(_ node: Int, _ window: Window) -> Bool {
        builder.type(node).dtype == .float32 && (1...3).contains(window.size.count)
    }

    /// Images with their channels last, as they are; only filters go to a layout of oneDNN's choice.
    func lowerConvolution(_ operation: Convolution, _ node: Int) throws -> Bool {
        let operands = graph.instructions[node].operands
        guard isSupported(node, operation.window), let epilogue = epilogues.epilogues[node],
            builder.type(operands[0]).shape.count > 0, builder.type(operands[1]).shape.count > 0
        else { return false }
        let library = builder.library
        var layouts = try ConvolutionLayouts(
            library, image: builder.type(operands[0]).shape,
            filters: builder.type(operands[1]).shape, result: builder.type(node).shape,
            window: operation.window, groups: operation.groups, isRectified: epilogue.isRectified)
        if epilogue.bias != nil { layouts.problem.bias = layouts.bias.handle }
        guard let primitive = made(node, { try layouts.forward(library) }) else { return false }
        let image = builder.dense(operands[0])
        var reads = [
            argument(.source, layouts.image, image),
            try builder.reorderedArgument(
                .weights, operands[1], from: layouts.filters, to: primitive.layout(.weights),
                of: primitive),
        ]
        if let bias = epilogue.bias {
            reads.append(argument(.bias, layouts.bias, builder.dense(bias)))
        }
        let result = builder.result(epilogue.result)
        builder.emit(
            operation.name, primitive, reads: reads,
            writes: [argument(.destination, layouts.result, result)], keeping: [layouts])
        return true
    }

    /// A primitive for a convolution or its gradient, made for one thread if the work is small; nil if oneDNN has none.
    private func made(_ node: Int, _ create: () throws -> Primitive) -> Primitive? {
        let instruction = graph.instructions[node]
        let sizes = (instruction.operands + [node]).map { builder.type($0).shape.count }
        // Two threads break even at about a microsecond of work.
        return try? builder.withThreads(worth: sizes.reduce(0, +) > 16_384, create)
    }

    private func argument(_ slot: MDNNSlot, _ layout: Layout, _ view: View)
        -> ProgramBuilder.Argument
    {
        .init(slot: slot, layout: layout.handle, storage: view.storage, view: view)
    }

    func lowerInputGradient(_ operation: ConvolutionInputGradient, _ node: Int) throws -> Bool {
        let operands = graph.instructions[node].operands
        guard isSupported(node, operation.window), builder.type(operands[1]).shape.count > 0 else {
            return false
        }
        let library = builder.library
        let layouts = try ConvolutionLayouts(
            library, image: operation.shape, filters: builder.type(operands[0]).shape,
            result: builder.type(operands[1]).shape, window: operation.window,
            groups: operation.groups, isRectified: false)
        guard let hint = made(node, { try layouts.forward(library) }),
            let primitive = made(
                node, { try layouts.backward(.backwardData, library, hint: hint, hasBias: false) })
        else { return false }
        let filters = try builder.reorderedArgument(
            .weights, operands[0], from: layouts.filters, to: primitive.layout(.weights),
            of: primitive)
        let seed = builder.dense(operands[1])
        let result = builder.result(node)
        builder.emit(
            operation.name, primitive,
            reads: [filters, argument(.destinationGradient, layouts.result, seed)],
            writes: [argument(.sourceGradient, layouts.image, result)], keeping: [layouts, hint])
        return true
    }

    /// The gradient by the filters and, in the same primitive, by the bias.
    func lowerFilterGradient(_ operation: ConvolutionFilterGradient, _ node: Int) throws -> Bool {
        if lowerFewChannelsGradient(operation, node) { return true }
        let operands = graph.instructions[node].operands
        guard isSupported(node, operation.window), operation.shape.count > 0,
            builder.type(operands[0]).shape.count > 0, builder.type(operands[1]).shape.count > 0
        else { return false }
        let library = builder.library
        let layouts = try ConvolutionLayouts(
            library, image: builder.type(operands[0]).shape, filters: operation.shape,
            result: builder.type(operands[1]).shape, window: operation.window,
            groups: operation.groups, isRectified: false)
        let bias = epilogues.biasGradients[node]
        guard let hint = made(node, { try layouts.forward(library) }),
            let primitive = made(
                node,
                {
                    try layouts.backward(
                        .backwardWeights, library, hint: hint, hasBias: bias != nil)
                })
        else { return false }
        let (image, seed) = (builder.dense(operands[0]), builder.dense(operands[1]))
        let chosen = primitive.layout(.weightsGradient)
        let result = argument(.weightsGradient, layouts.filters, builder.result(node))
        let isPlain = primitive.isEqual(layouts.filters.handle, chosen)
        let storage =
            isPlain ? result.storage : builder.temporary(byteCount: primitive.byteCount(chosen))
        var writes = [
            isPlain ? result : .init(slot: .weightsGradient, layout: chosen, storage: storage)
        ]
        if let bias { writes.append(argument(.biasGradient, layouts.bias, builder.result(bias))) }
        builder.emit(
            operation.name, primitive,
            reads: [
                argument(.source, layouts.image, image),
                argument(.destinationGradient, layouts.result, seed),
            ], writes: writes, keeping: [layouts, hint])
        if !isPlain {
            try builder.emitReorder(
                from: .init(slot: .source, layout: chosen, storage: storage),
                to: .init(
                    slot: .destination, layout: layouts.filters.handle, storage: result.storage,
                    view: result.view), keeping: [layouts, primitive])
        }
        return true
    }
}
