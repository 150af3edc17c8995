// SPDX-License-Identifier: Apache-2.0
import CKernels
import COneDNN
import MartletIR
import MartletTensor

// Images keep their channels last, as they are; only filters go to a layout of oneDNN's choice.
extension OneDNNKernels {
    func emitResult(_ problem: ConvolutionProblem, in plan: PlanBuilder) throws -> Bool {
        guard
            case .result(let image, let filters, let bias, let isRectified, let result) = problem
                .goal
        else { return false }
        return try emitByImages(
            problem, in: plan, filters: filters,
            rectifiedRowStride: isRectified ? result.sizes.last : nil
        ) { layouts, primitive, weights, images in
            var arguments: [BlockPrimitive.Argument] = [
                .init(
                    slot: .source, layout: layouts.image.handle, view: image,
                    step: images * problem.image.rowCount),
                weights,
                .init(
                    slot: .destination, layout: layouts.result.handle, view: result,
                    step: images * problem.result.rowCount),
            ]
            if let bias {
                arguments.append(.init(slot: .bias, layout: layouts.bias.handle, view: bias))
            }
            return arguments
        } primitive: { layouts in
            if bias != nil { layouts.problem.bias = layouts.bias.handle }
            return made { try layouts.forward(library) }.map { ($0, []) }
        }
    }

    func emitImageGradient(_ problem: ConvolutionProblem, in plan: PlanBuilder) throws -> Bool {
        guard case .imageGradient(let filters, let seed, let result) = problem.goal else {
            return false
        }
        return try emitByImages(problem, in: plan, filters: filters) {
            layouts, primitive, weights, images in
            [
                .init(
                    slot: .destinationGradient, layout: layouts.result.handle, view: seed,
                    step: images * problem.result.rowCount),
                weights,
                .init(
                    slot: .sourceGradient, layout: layouts.image.handle, view: result,
                    step: images * problem.image.rowCount),
            ]
        } primitive: { layouts in
            guard let hint = made({ try layouts.forward(library) }) else { return nil }
            let layouts = layouts
            return made {
                try layouts.backward(.backwardData, library, hint: hint, hasBias: false)
            }.map { ($0, [hint]) }
        }
    }

    private typealias Arguments = (
        ConvolutionLayouts, Primitive, BlockPrimitive.Argument, Int
    ) -> [BlockPrimitive.Argument]

    /// A pass whose blocks are images, each with results of its own.
    private func emitByImages(
        _ problem: ConvolutionProblem, in plan: PlanBuilder, filters: Int,
        rectifiedRowStride: Int? = nil, arguments: Arguments,
        primitive: (inout ConvolutionLayouts) -> (Primitive, [AnyObject])?
    ) throws -> Bool {
        let images = plan.tiling.blockSize(
            of: problem.batch, atLeast: plan.tiling.leastImages, nanoseconds: problem.nanoseconds)
        let blocks = (problem.batch + images - 1) / images
        func block(_ size: Int) throws -> BlockPrimitive? {
            var layouts = try ConvolutionLayouts(library, problem, images: size)
            guard let (made, owners) = primitive(&layouts) else { return nil }
            let weights = try plan.oneDNN.argument(
                .weights, filters, as: problem.types.filters, from: layouts.filters,
                to: made.layout(.weights), of: made, in: plan)
            return BlockPrimitive(
                primitive: made, arguments: arguments(layouts, made, weights, images),
                rows: size * problem.result.rowCount / problem.result[-1],
                columns: problem.result[-1], owners: owners + layouts.owners)
        }
        let rest = problem.batch - (blocks - 1) * images
        guard let whole = try block(images) else { return false }
        let last = rest == images ? nil : try block(rest)
        guard rest == images || last != nil else { return false }
        plan.emit(
            problem.name, blocks: blocks, whole, last: last,
            rectifiedRowStride: rectifiedRowStride,
            cost: problem.cost)
        return true
    }
}

extension Shape {
    /// Elements of one row: of all axes but the first.
    var rowCount: Int { sizes.dropFirst().reduce(1, *) }
}
