// SPDX-License-Identifier: Apache-2.0
import CKernels
import COneDNN
import MartletIR
import MartletTensor

extension OneDNNKernels {
    /// The gradient by the filters and, in the same primitive, by the bias: a sum for each part of the batch, then the
    /// sum of the parts, in order.
    func emitFilterGradient(_ problem: ConvolutionProblem, in plan: PlanBuilder) throws -> Bool {
        guard case .filterGradient(let image, let seed, let result, let bias) = problem.goal else {
            return false
        }
        let images = plan.tiling.imagesPerPart(
            batch: problem.batch, nanoseconds: problem.nanoseconds)
        let parts = (problem.batch + images - 1) / images
        let rest = problem.batch - (parts - 1) * images
        guard let whole = try gradient(problem, images: images, hasBias: bias != nil) else {
            return false
        }
        // All parts must have one layout, or they could not be added.
        let chosen = whole.primitive.layout(.weightsGradient)
        let last =
            rest == images
            ? nil
            : try gradient(problem, images: rest, hasBias: bias != nil, filters: chosen)
        guard rest == images || last != nil else { return false }
        let count = whole.primitive.byteCount(chosen) / 4
        let isPlain = whole.primitive.isEqual(whole.layouts.filters.handle, chosen)
        let sums = PartialSums(plan, parts: parts, count: count, into: isPlain ? result : nil)
        let biasSums = bias.map {
            PartialSums(plan, parts: parts, count: $0.count, into: $0)
        }
        func block(_ gradient: Gradient) -> BlockPrimitive {
            var arguments: [BlockPrimitive.Argument] = [
                .init(
                    slot: .source, layout: gradient.layouts.image.handle, view: image,
                    step: images * problem.image.rowCount),
                .init(
                    slot: .destinationGradient, layout: gradient.layouts.result.handle, view: seed,
                    step: images * problem.result.rowCount),
                .init(
                    slot: .weightsGradient, layout: chosen, view: sums.partials, step: count),
            ]
            if let biasSums {
                arguments.append(
                    .init(
                        slot: .biasGradient, layout: gradient.layouts.bias.handle,
                        view: biasSums.partials, step: biasSums.count))
            }
            return BlockPrimitive(
                primitive: gradient.primitive, arguments: arguments,
                owners: [gradient.hint, whole.primitive] + gradient.layouts.owners)
        }
        plan.emit(
            problem.name, blocks: parts, block(whole), last: last.map(block),
            cost: problem.cost)
        sums.emit(in: plan)
        biasSums?.emit(in: plan)
        if !isPlain {
            try plan.oneDNN.emitReorder(
                from: .init(slot: .source, layout: chosen, view: sums.total),
                to: .init(
                    slot: .destination, layout: whole.layouts.filters.handle, view: result),
                keeping: [whole.primitive] + whole.layouts.owners, in: plan)
        }
        return true
    }

    private struct Gradient {
        let primitive: Primitive
        let hint: Primitive
        let layouts: ConvolutionLayouts
    }

    /// The primitive for a number of images, with filters in a given layout or in one of oneDNN's choice.
    private func gradient(
        _ problem: ConvolutionProblem, images: Int, hasBias: Bool, filters: MDNNLayout? = nil
    ) throws -> Gradient? {
        var layouts = try ConvolutionLayouts(library, problem, images: images)
        guard let hint = made({ try layouts.forward(library) }) else { return nil }
        if let filters { layouts.problem.weights = filters }
        let primitive = made {
            try layouts.backward(.backwardWeights, library, hint: hint, hasBias: hasBias)
        }
        return primitive.map { Gradient(primitive: $0, hint: hint, layouts: layouts) }
    }
}
