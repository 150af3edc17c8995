// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor

extension Lowering {
    func lowerConvolution(_ operation: Convolution, _ node: Int) throws -> Bool {
        let operands = graph.instructions[node].operands
        let riders = units.riders(of: node)
        let epilogue = riders.epilogue
        let pooled = riders.pooling.map { pooledResult($0, makesNotes: riders.makesNotes) }
        let shapes = ConvolutionShapes(
            operation.window, operation.groups, image: plan.type(operands[0]).shape,
            filters: plan.type(operands[1]).shape, result: plan.type(node).shape)
        return try emit(operation.name, node, (operands[0], operands[1]), shapes, pooled: pooled) {
            types, results in
            .result(
                image: plan.dense(operands[0], as: types.operands), filters: operands[1],
                bias: epilogue?.bias.map { plan.dense($0, as: types.result) },
                isRectified: epilogue?.isRectified ?? false,
                result: pooled?.result ?? results.view(of: epilogue?.result ?? node, types.result))
        }
    }

    func lowerInputGradient(_ operation: ConvolutionInputGradient, _ node: Int) throws -> Bool {
        let operands = graph.instructions[node].operands
        let shapes = ConvolutionShapes(
            operation.window, operation.groups, image: operation.shape,
            filters: plan.type(operands[0]).shape, result: plan.type(operands[1]).shape)
        return try emit(operation.name, node, (operands[1], operands[0]), shapes) {
            types, results in
            .imageGradient(
                filters: operands[0], seed: plan.dense(operands[1], as: types.operands),
                result: results.view(of: node, types.result))
        }
    }

    /// The gradient by the filters and by the bias.
    func lowerFilterGradient(_ operation: ConvolutionFilterGradient, _ node: Int) throws -> Bool {
        let operands = graph.instructions[node].operands
        let shapes = ConvolutionShapes(
            operation.window, operation.groups, image: plan.type(operands[0]).shape,
            filters: operation.shape, result: plan.type(operands[1]).shape)
        if shapes.image.count == 0 || shapes.result.count == 0 {
            for value in [node] + (units.riders(of: node).biasGradient.map { [$0] } ?? []) {
                emitFill(operation.name, plan.result(value), 0)
            }
            return true
        }
        return try emit(operation.name, node, (operands[0], operands[1]), shapes) {
            types, results in
            .filterGradient(
                image: plan.dense(operands[0], as: types.operands),
                seed: plan.dense(operands[1], as: types.operands),
                result: results.view(of: node, types.result),
                bias: units.riders(of: node).biasGradient.map {
                    results.view(of: $0, types.result)
                })
        }
    }

    /// By the first kernel that takes the element types, or takes others that hold them exactly.
    private func emit(
        _ name: String, _ node: Int, _ operands: (data: Int, filters: Int),
        _ shapes: ConvolutionShapes, pooled: PooledResult? = nil,
        _ goal: (ConvolutionTypes, ConvertedResults) -> ConvolutionProblem.Goal
    ) throws -> Bool {
        guard shapes.areSupported else { return false }
        let own = ConvolutionTypes(
            operands: plan.type(operands.data).dtype, filters: plan.type(operands.filters).dtype,
            result: plan.type(node).dtype)
        for types in own.candidates(products: shapes.products) {
            let results = ConvertedResults(plan)
            let problem = ConvolutionProblem(
                name: name, goal: goal(types, results), types: types, window: shapes.window,
                groups: shapes.groups, image: shapes.image, filters: shapes.filters,
                result: shapes.result)
            // Few channels of narrow elements: wide ones have a kernel of their own.
            if hasFewChannels(problem), types.operands.wide != types.operands { continue }
            if try emitFewChannels(problem) || emitWinograd(problem, pooled: pooled)
                || plan.kernels.contains(where: { try $0.emit(problem, in: plan) })
            {
                results.emit()
                return true
            }
            if pooled != nil { internalFailure("a pooling rides on a convolution without tiles") }
        }
        return false
    }
}

/// The sizes of a convolution or of a gradient of one.
private struct ConvolutionShapes {
    let window: Window
    let groups: Int
    let image: Shape
    let filters: Shape
    let result: Shape

    init(_ window: Window, _ groups: Int, image: Shape, filters: Shape, result: Shape) {
        (self.window, self.groups) = (window, groups)
        (self.image, self.filters, self.result) = (image, filters, result)
    }

    /// Whether our own kernels could do it in some type.
    var areSupported: Bool {
        (1...3).contains(window.size.count) && image.count > 0 && filters.count > 0
            && result.count > 0
    }

    /// The most products that one sum can have.
    var products: Int {
        let window = window.size.reduce(1, *)
        return max(window * max(filters[-2], filters[-1]), result.count / max(result[-1], 1))
    }
}

/// Results in element types that a kernel gives, and their conversion to their own.
final class ConvertedResults {
    private let plan: PlanBuilder
    private var pending: [(from: View, to: View)] = []

    init(_ plan: PlanBuilder) { self.plan = plan }

    /// Where a kernel writes a value in the given type: where it shall lie, or memory that is converted afterwards.
    func view(of value: Int, _ dtype: DType) -> View {
        let result = plan.result(value)
        if result.dtype == dtype { return result }
        let made = plan.temporary(TensorType(Shape(result.sizes), dtype))
        pending.append((made, result))
        return made
    }

    /// The conversions.
    func emit() {
        for (from, to) in pending { plan.emitConversion(from: from, to: to) }
    }
}
