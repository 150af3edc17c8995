// SPDX-License-Identifier: Apache-2.0
import CKernels
import COneDNN
import MartletIR
import MartletTensor

/// The kernels of oneDNN: primitives made for one thread, run block by block.
struct OneDNNKernels: KernelProvider {
    let library: OneDNNLibrary
    /// Whether products with a small matrix, and convolutions of few images, are left to our own kernels: they begin
    /// sooner and are as fast.
    private let leavesSmall: Bool

    init(_ library: OneDNNLibrary, leavesSmall: Bool) {
        self.library = library
        self.leavesSmall = leavesSmall
    }

    /// Whether a product is worth a primitive: an eighth of a million elements in the matrix on the right.
    func isWorthwhile(_ product: MatMulProblem) -> Bool {
        !leavesSmall || product.inner * product.columns > 128 * 1024
    }

    /// Whether oneDNN is good at the element types: the processor has instructions for them, without which kernels are slow
    /// and sums of bytes saturate; and NaN stays where it belongs, which gradients in bfloat16 spread to what padding
    /// touches.
    private func takes(_ convolution: ConvolutionProblem) -> Bool {
        let types = convolution.types
        if types.operands == .float32 { return types.result == .float32 }
        guard case .result = convolution.goal else { return false }
        return switch types.operands {
        case .bfloat16: ck_multiplies_bfloat16()
        case .int8, .uint8: types.filters == .int8 && ck_multiplies_bytes()
        default: false
        }
    }

    var name: String { "oneDNN \(library.version)" }

    func emit(_ convolution: ConvolutionProblem, in plan: PlanBuilder) throws -> Bool {
        // Ours are cut by lines, oneDNN's by images: of one image they would be one tile.
        guard !leavesSmall || convolution.batch >= plan.tiling.leastImages else { return false }
        guard convolution.filters.count > 0, convolution.image.count > 0,
            convolution.result.count > 0, (1...3).contains(convolution.window.size.count),
            takes(convolution)
        else { return false }
        return switch convolution.goal {
        case .result: try emitResult(convolution, in: plan)
        case .imageGradient: try emitImageGradient(convolution, in: plan)
        case .filterGradient: try emitFilterGradient(convolution, in: plan)
        }
    }

    /// A primitive, or nil where oneDNN has no fast one for the problem; made for one thread, as all are.
    func made(_ create: () throws -> Primitive) -> Primitive? {
        mdnn_set_threads(library.table, 1)
        guard let primitive = try? create(), !primitive.isReference else { return nil }
        return primitive
    }
}
