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
        guard problem.types.isReal, problem.types.result == .float32 else { return false }
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
        case .filterGradient: try emitGradientInTiles(problem)
        }
    }

    /// The gradient by the filters.
    private func emitGradientInTiles(_ problem: ConvolutionProblem) throws -> Bool {
        guard problem.window.size.count == 2 else { return false }
        var kernel = CKConvolutionFilterGradient(problem, plan.tiling)
        guard ck_winograd_filter_gradient_pays(&kernel) else { return false }
        return try BuiltInKernels().emit(problem, in: plan)
    }

    private func emitWinograd(
        _ problem: ConvolutionProblem, source: View, filters: Int, bias: View?, isRectified: Bool,
        result: View, notes: View?, isPooled: Bool
    ) -> Bool {
        guard var kernel = CKWinograd(problem, isPooled: isPooled) else { return false }
        kernel.plain.is_rectified = isRectified
        kernel.least_tiles = Int64(3 * plan.tiling.leastRows)
        ck_winograd_plan(&kernel)
        let filters = plan.dense(filters)
        let transformed = emitTransformedFilters(kernel, filters)
        let scratch = plan.scratch(floats: Int(ck_winograd_scratch(&kernel)))
        kernel.scratch_stride = Int64(scratch.stride)
        plan.emit(
            problem.name, reads: [source, filters, transformed] + (bias.map { [$0] } ?? []),
            writes: [result, scratch.view] + (notes.map { [$0] } ?? []), kernel, as: "winograd",
            units: { $0.pointee.units }, nanoseconds: problem.nanoseconds / 2,
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
        return true
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
