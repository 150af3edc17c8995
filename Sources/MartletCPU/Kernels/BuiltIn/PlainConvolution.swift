// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR

/// A convolution, its gradient by the image, or a part of one of them, computed place by place.
struct PlainConvolution {
    let name: String
    /// Planned.
    var kernel: CKConvolution
    let source: View
    let filters: View
    var bias: View?
    let result: View
    /// Elements of the result before the part.
    var first = 0
    let cost: Cost

    /// Adds the step to a plan; and one that packs the filters where each call would have to for itself.
    func emit(in plan: PlanBuilder) {
        emit(packed: kernel.type == .bfloat16 ? packed(in: plan) : nil, in: plan)
    }

    /// The step, with filters that are packed already, unless there are none.
    func emit(packed: View?, in plan: PlanBuilder) {
        var kernel = kernel
        kernel.is_packed = packed != nil
        let scratch = plan.scratch(floats: Int(ck_convolution_scratch(&kernel)))
        kernel.scratch_stride = Int64(scratch.stride)
        let offset = first * result.dtype.byteCount
        plan.emit(
            name, reads: [source, packed ?? filters] + (bias.map { [$0] } ?? []),
            writes: [result, scratch.view], kernel,
            as: BuiltInKernels.kernelName(source.dtype), units: { $0.pointee.units },
            nanoseconds: cost.calculating, bytes: Int(cost.bytes),
            { ck_convolution_run($0, $1, $2, $3) }
        ) { kernel, memory in
            kernel.source = UnsafeRawPointer(memory[source])
            if let packed {
                kernel.packed = memory.mutableFloats(packed)
            } else {
                kernel.filters = UnsafeRawPointer(memory[filters])
            }
            kernel.bias = bias.map { UnsafeRawPointer(memory[$0]) }
            kernel.result = memory[result] + offset
            kernel.scratch = memory.mutableFloats(scratch.view)
        }
    }

    /// The filters as the kernel wants them, by a step of its own: filters that stay the same are packed once.
    func packed(in plan: PlanBuilder) -> View {
        let floats = withUnsafePointer(to: kernel) { Int(ck_convolution_packed_floats($0)) }
        let packed = plan.temporary(TensorType([floats], .float32))
        let filters = filters
        plan.emit(
            "pack_filters", reads: [filters], writes: [packed], kernel,
            units: { ck_convolution_pack_units($0) },
            nanoseconds: Double(2 * packed.byteCount) / Speed.bytesPerNanosecond,
            { ck_convolution_pack_run($0, $1, $2, $3) }
        ) { kernel, memory in
            kernel.filters = UnsafeRawPointer(memory[filters])
            kernel.packed = memory.mutableFloats(packed)
        }
        return packed
    }
}
