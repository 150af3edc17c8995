// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR
import MartletTensor

extension BuiltInKernels {
    func emit(_ convolution: ConvolutionProblem, in plan: PlanBuilder) throws -> Bool {
        guard (1...3).contains(convolution.window.size.count) else { return false }
        switch convolution.goal {
        case .result(let image, let filters, let bias, let isRectified, let result):
            return emit(
                convolution, isGradient: false, isRectified: isRectified, source: image,
                filters: filters, bias: bias, result: result, in: plan)
        case .imageGradient(let filters, let seed, let result):
            return emit(
                convolution, isGradient: true, isRectified: false, source: seed,
                filters: filters, bias: nil, result: result, in: plan)
        case .filterGradient(let image, let seed, let result, let bias):
            guard convolution.types.isReal else { return false }
            emitFilterGradient(
                convolution, image: image, seed: seed, result: result, bias: bias, in: plan)
            return true
        }
    }

    private func emit(
        _ problem: ConvolutionProblem, isGradient: Bool, isRectified: Bool, source: View,
        filters: Int, bias: View?, result: View, in plan: PlanBuilder
    ) -> Bool {
        let types = problem.types
        let isNarrow = types.operands == .bfloat16
        guard types.isReal || (isNarrow && [.float32, .bfloat16].contains(types.result)) else {
            return false
        }
        var kernel = CKConvolution()
        kernel.type = CKType(types.operands)
        kernel.window = CKWindow(problem.window, image: problem.image, result: problem.result)
        kernel.channels = Int64(problem.image[-1])
        kernel.features = Int64(problem.result[-1])
        kernel.groups = Int64(problem.groups)
        kernel.is_gradient = isGradient
        kernel.is_rectified = isRectified
        kernel.is_rounded = types.result == .bfloat16
        guard ck_convolution_plan(&kernel) else { return false }
        let filters = plan.dense(filters, as: types.filters)
        let step = PlainConvolution(
            name: problem.name, kernel: kernel, source: source, filters: filters, bias: bias,
            result: result, cost: problem.cost)
        step.emit(in: plan)
        return true
    }

    /// In tiles where that pays; of bfloat16 there, with sums in float32.
    func emitFilterGradient(
        _ problem: ConvolutionProblem, image: View, seed: View, result: View, bias: View?,
        in plan: PlanBuilder
    ) {
        var kernel = CKConvolutionFilterGradient(problem, plan.tiling)
        // A part's sums: of the filters, then of the bias.
        let filterCount = result.count
        let sumType = result.dtype.wide
        let isDirect = bias == nil && sumType == result.dtype
        let sums = PartialSums(
            plan, parts: Int(kernel.parts), count: filterCount + (bias?.count ?? 0),
            into: isDirect ? result : nil, dtype: sumType)
        kernel.part_stride = Int64(sums.count)
        let isInTiles = ck_winograd_filter_gradient_pays(&kernel)
        let floats =
            isInTiles
            ? ck_winograd_filter_gradient_scratch(&kernel)
            : ck_convolution_filter_gradient_scratch(&kernel)
        let scratch = plan.scratch(floats: Int(floats))
        kernel.scratch_stride = Int64(scratch.stride)
        plan.emit(
            problem.name, reads: [image, seed], writes: [sums.partials, scratch.view], kernel,
            as: isInTiles ? "winograd" : Self.kernelName(problem.types.operands),
            units: { $0.pointee.parts }, nanoseconds: problem.nanoseconds,
            bytes: problem.byteCount,
            isInTiles
                ? { ck_winograd_filter_gradient_run($0, $1, $2, $3) }
                : { ck_convolution_filter_gradient_run($0, $1, $2, $3) }
        ) { kernel, memory in
            kernel.image = UnsafeRawPointer(memory[image])
            kernel.seed = UnsafeRawPointer(memory[seed])
            kernel.filters = memory[sums.partials]
            let offset = filterCount * sumType.byteCount
            kernel.bias = bias == nil ? nil : memory[sums.partials] + offset
            kernel.scratch = memory.mutableFloats(scratch.view)
        }
        sums.emit(in: plan)
        if isDirect { return }
        var part = sums.total
        for (target, offset) in [(result, 0)] + (bias.map { [($0, filterCount)] } ?? []) {
            part.sizes = [target.count]
            part.offset = offset
            plan.emitConversion(from: part, to: target.reshaped(to: [target.count]) ?? target)
        }
    }
}

extension CKConvolutionFilterGradient {
    /// The kernel of a problem but for what follows from its memory.
    init(_ problem: ConvolutionProblem, _ tiling: Tiling) {
        self.init()
        let images = tiling.imagesPerPart(batch: problem.batch, nanoseconds: problem.nanoseconds)
        parts = Int64((problem.batch + images - 1) / images)
        type = CKType(problem.types.operands)
        window = CKWindow(problem.window, image: problem.image, result: problem.result)
        channels = Int64(problem.image[-1])
        features = Int64(problem.result[-1])
        groups = Int64(problem.groups)
    }
}

extension PlanBuilder {
    /// Memory that each lane has for itself: where it lies, and how many floats on that of the next lane.
    func scratch(floats: Int) -> (view: View, stride: Int) {
        // Lanes do not share cache lines.
        let stride = (floats + 31) / 16 * 16
        return (temporary(TensorType([stride * lanes], .float32)), stride)
    }
}
