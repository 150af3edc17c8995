// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor

extension Lowering {
    func lowerConvolution(_ operation: Convolution, _ node: Int) throws -> Bool {
        let operands = graph.instructions[node].operands
        guard let epilogue = units.riders(of: node).epilogue else { return false }
        return try emit(
            operation.name, node, operation.window, operation.groups,
            image: plan.type(operands[0]).shape, filters: plan.type(operands[1]).shape,
            result: plan.type(node).shape
        ) {
            .result(
                image: plan.dense(operands[0]), filters: operands[1],
                bias: epilogue.bias.map { plan.dense($0) }, isRectified: epilogue.isRectified,
                result: plan.result(epilogue.result))
        }
    }

    func lowerInputGradient(_ operation: ConvolutionInputGradient, _ node: Int) throws -> Bool {
        let operands = graph.instructions[node].operands
        return try emit(
            operation.name, node, operation.window, operation.groups, image: operation.shape,
            filters: plan.type(operands[0]).shape, result: plan.type(operands[1]).shape
        ) {
            .imageGradient(
                filters: operands[0], seed: plan.dense(operands[1]), result: plan.result(node))
        }
    }

    /// The gradient by the filters and by the bias.
    func lowerFilterGradient(_ operation: ConvolutionFilterGradient, _ node: Int) throws -> Bool {
        let operands = graph.instructions[node].operands
        return try emit(
            operation.name, node, operation.window, operation.groups,
            image: plan.type(operands[0]).shape, filters: operation.shape,
            result: plan.type(operands[1]).shape
        ) {
            .filterGradient(
                image: plan.dense(operands[0]), seed: plan.dense(operands[1]),
                result: plan.result(node),
                bias: units.riders(of: node).biasGradient.map { plan.result($0) })
        }
    }

    private func emit(
        _ name: String, _ node: Int, _ window: Window, _ groups: Int, image: Shape, filters: Shape,
        result: Shape, _ goal: () -> ConvolutionProblem.Goal
    ) throws -> Bool {
        guard plan.type(node).dtype == .float32, image.count > 0, filters.count > 0,
            result.count > 0
        else { return false }
        let problem = ConvolutionProblem(
            name: name, goal: goal(), window: window, groups: groups, image: image,
            filters: filters, result: result)
        if emitFewChannels(problem) { return true }
        return try plan.kernels.contains { try $0.emit(problem, in: plan) }
    }
}
