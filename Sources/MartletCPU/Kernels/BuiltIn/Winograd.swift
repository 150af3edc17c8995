// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR
import MartletTensor

/// What is made of a convolution's result by pooling it, in the same step.
struct PooledResult {
    let result: View
    /// Which elements are chosen.
    let notes: View?
    let isRectified: Bool
}

extension Lowering {
    /// A convolution, or one of its gradients, in fewer multiplications; false where that does not pay.
    ///
    /// By our own kernel, whoever else convolves: libraries' direct kernels need more than twice the multiplications.
    ///
    /// Of a result that is only pooled, `pooled` is made instead.
    func emitWinograd(_ problem: ConvolutionProblem, pooled: PooledResult? = nil) throws -> Bool {
        let types = problem.types
        guard types.operands == types.result, [.float32, .bfloat16].contains(types.result) else {
            return false
        }
        return switch problem.goal {
        case .result(let image, let filters, let bias, let isRectified, let result):
            emitWinograd(
                problem, source: image, filters: filters, bias: bias,
                isRectified: pooled?.isRectified ?? isRectified, result: pooled?.result ?? result,
                notes: pooled?.notes, isPooled: pooled != nil)
        case .imageGradient(let filters, let seed, let result):
            emitWinograd(
                problem, source: seed, filters: filters, bias: nil, isRectified: false,
                result: result, notes: nil, isPooled: false)
        case .filterGradient(let image, let seed, let result, let bias):
            emitGradientInTiles(problem, image: image, seed: seed, result: result, bias: bias)
        }
    }

    /// The gradient by the filters.
    private func emitGradientInTiles(
        _ problem: ConvolutionProblem, image: View, seed: View, result: View, bias: View?
    ) -> Bool {
        guard problem.window.size.count == 2 else { return false }
        var kernel = CKConvolutionFilterGradient(problem, plan.tiling)
        guard ck_winograd_filter_gradient_pays(&kernel) else { return false }
        BuiltInKernels().emitFilterGradient(
            problem, image: image, seed: seed, result: result, bias: bias, in: plan)
        return true
    }

    private func emitWinograd(
        _ problem: ConvolutionProblem, source: View, filters: Int, bias: View?, isRectified: Bool,
        result: View, notes: View?, isPooled: Bool
    ) -> Bool {
        guard var kernel = CKWinograd(problem, isPooled: isPooled) else { return false }
        kernel.plain.is_rectified = isRectified
        kernel.least_tiles = Int64(3 * plan.tiling.leastRows)
        ck_winograd_plan(&kernel)
        let share = problem.types.result == .float32 ? 0.5 : 0.75
        let filters = plan.dense(filters)
        let transformed = emitTransformedFilters(kernel, filters)
        let scratch = plan.scratch(floats: Int(ck_winograd_scratch(&kernel)))
        kernel.scratch_stride = Int64(scratch.stride)
        plan.emit(
            problem.name, reads: [source, filters, transformed] + (bias.map { [$0] } ?? []),
            writes: [result, scratch.view] + (notes.map { [$0] } ?? []), kernel, as: "winograd",
            units: { $0.pointee.units }, nanoseconds: problem.nanoseconds * share,
            bytes: problem.byteCount, { ck_winograd_run($0, $1, $2, $3) }
        ) { kernel, memory in
            kernel.plain.source = UnsafeRawPointer(memory[source])
            kernel.plain.filters = UnsafeRawPointer(memory[filters])
            kernel.plain.bias = bias.map { UnsafeRawPointer(memory[$0]) }
            kernel.plain.result = memory[result]
            kernel.notes = notes.map { memory[$0].assumingMemoryBound(to: UInt8.self) }
            kernel.transformed = memory.mutableFloats(transformed)
            kernel.scratch = memory.mutableFloats(scratch.view)
        }
        let end = PlainConvolution(
            name: problem.name, kernel: kernel.plain, source: source, filters: filters, bias: bias,
            result: result, cost: problem.cost)
        emitEnds(of: kernel, end)
        return true
    }

    /// The last line and the last places, where they are left out.
    private func emitEnds(of winograd: CKWinograd, _ whole: PlainConvolution) {
        var packed: View?
        let count = Double(max(whole.result.count, 1))
        for axis in 0..<2 {
            var (kernel, first) = (CKConvolution(), Int64(0))
            let isLeft = withUnsafePointer(to: winograd) {
                ck_winograd_end($0, Int32(axis), &kernel, &first)
            }
            guard isLeft else { continue }
            let shape = kernel.is_gradient ? kernel.window.image : kernel.window.result
            let channels = kernel.is_gradient ? kernel.channels : kernel.features
            let share = Double(kernel.window.batch * shape.1 * shape.2 * channels) / count
            let end = PlainConvolution(
                name: whole.name, kernel: kernel, source: whole.source, filters: whole.filters,
                bias: whole.bias, result: whole.result, first: Int(first),
                cost: Cost(
                    calculating: whole.cost.calculating * share,
                    bytes: Int(whole.cost.bytes * share)))
            let filters = packed ?? end.packed(in: plan)
            packed = filters
            end.emit(packed: filters, in: plan)
        }
    }

    /// A step of its own: filters that stay the same are transformed once.
    private func emitTransformedFilters(_ kernel: CKWinograd, _ filters: View) -> View {
        let floats = withUnsafePointer(to: kernel) { Int(ck_winograd_filter_floats($0)) }
        let transformed = plan.temporary(TensorType([floats], .float32))
        plan.emit(
            "winograd_filters", reads: [filters], writes: [transformed], kernel, as: "winograd",
            units: { ck_winograd_filter_units($0) },
            nanoseconds: nanoseconds(moving: 2 * transformed.byteCount),
            { ck_winograd_filters_run($0, $1, $2, $3) }
        ) { kernel, memory in
            kernel.plain.filters = UnsafeRawPointer(memory[filters])
            kernel.transformed = memory.mutableFloats(transformed)
        }
        return transformed
    }
}
