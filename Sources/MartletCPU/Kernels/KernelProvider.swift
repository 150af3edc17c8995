// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor

/// Whose kernels do the heavy work: a library's, or our own.
///
/// Each method adds the steps of a problem to a plan, or does nothing and returns false where the provider has no kernel
/// for it: then the next provider is asked.
protocol KernelProvider: Sendable {
    /// The name, with a version.
    var name: String { get }

    func emit(_ product: MatMulProblem, in plan: PlanBuilder) throws -> Bool
    func emit(_ convolution: ConvolutionProblem, in plan: PlanBuilder) throws -> Bool
}

/// The product of matrices: result[b, i, j] = Σ left[b, i, k] · right[b, k, j] (+ residual[b, i, j]) (+ bias[j])
/// (then ReLU).
struct MatMulProblem {
    let name: String
    /// [batch, rows, inner], in any strides.
    var left: View
    /// [batch, inner, columns], in any strides.
    var right: View
    /// [batch, rows, columns], dense.
    var result: View
    /// Added to each element, before the bias: [batch, rows, columns], whose columns lie side by side.
    var residual: View?
    /// [columns], dense.
    let bias: View?
    let isRectified: Bool

    var batch: Int { result.sizes[0] }
    var rows: Int { result.sizes[1] }
    var columns: Int { result.sizes[2] }
    var inner: Int { left.sizes[2] }

    /// About how long one thread multiplies with a good kernel.
    ///
    /// Into how many parts sums are cut depends on this alone, whatever memory does.
    var nanoseconds: Double {
        Speed.slowness(left.dtype) * Double(2 * batch * rows) * Double(columns * inner)
            / Speed.flopsPerNanosecond
    }

    /// Bytes of the operands and the result.
    var byteCount: Int {
        left.storedByteCount + right.storedByteCount + result.storedByteCount
            + (residual?.storedByteCount ?? 0)
    }

    /// What it costs one thread with a good kernel.
    var cost: Cost { Cost(calculating: nanoseconds, bytes: byteCount) }
}

/// A convolution of images with their channels last, or one of its gradients.
struct ConvolutionProblem {
    /// What is wanted; views are dense.
    enum Goal {
        case result(image: View, filters: Int, bias: View?, isRectified: Bool, result: View)
        case imageGradient(filters: Int, seed: View, result: View)
        /// The gradient by the filters and, if there is one, by the bias.
        case filterGradient(image: View, seed: View, result: View, bias: View?)
    }

    let name: String
    let goal: Goal
    let types: ConvolutionTypes
    let window: Window
    let groups: Int
    /// [batch, spatial…, channels].
    let image: Shape
    /// [spatial…, channels ÷ groups, features].
    let filters: Shape
    /// [batch, spatial…, features].
    let result: Shape

    var batch: Int { image[0] }

    /// About how long one thread multiplies with a good kernel; the parts of sums depend on this alone.
    var nanoseconds: Double {
        let perElement = Double(2 * filters.count / max(filters[-1], 1))
        return Speed.slowness(types.operands) * Double(result.count) * perElement
            / Speed.flopsPerNanosecond
    }

    /// Bytes of the operands and the result.
    var byteCount: Int {
        let image = image.count * types.operands.byteCount
        return image + filters.count * types.filters.byteCount
            + result.count * types.result.byteCount
    }

    /// What it costs one thread with a good kernel.
    var cost: Cost { Cost(calculating: nanoseconds, bytes: byteCount) }
}

/// What a present-day core does, roughly: the unit in which work is measured before it is cut into tiles.
enum Speed {
    /// Multiplications and additions in float32.
    static let flopsPerNanosecond = 200.0
    /// Bytes that a step reads or writes in the caches where it does little else, element by element.
    static let bytesPerNanosecond = 20.0
    /// Bytes that go in long vectors from the second-level cache, or back to it, while others are calculated with.
    static let streamedBytesPerNanosecond = 100.0

    /// How much longer products of other types take than those of float32.
    static func slowness(_ dtype: DType) -> Double {
        switch dtype {
        case .float32: 1
        case .bfloat16, .int8, .uint8: 0.5
        case .float64: 2
        default: 8
        }
    }
}
