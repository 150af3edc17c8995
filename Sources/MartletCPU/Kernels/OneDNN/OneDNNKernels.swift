// SPDX-License-Identifier: Apache-2.0
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

    /// Whether a product is worth a primitive: half a megabyte of float32 in the matrix on the right.
    func isWorthwhile(_ product: MatMulProblem) -> Bool {
        !leavesSmall || product.result.dtype != .float32
            || product.inner * product.columns > 128 * 1024
    }

    var name: String { "oneDNN \(library.version)" }

    func emit(_ convolution: ConvolutionProblem, in plan: PlanBuilder) throws -> Bool {
        // Ours are cut by lines, oneDNN's by images: of one image they would be one tile.
        guard !leavesSmall || convolution.batch >= plan.tiling.leastImages else { return false }
        guard convolution.filters.count > 0, convolution.image.count > 0,
            convolution.result.count > 0, (1...3).contains(convolution.window.size.count)
        else { return false }
        return switch convolution.goal {
        case .result: try emitResult(convolution, in: plan)
        case .imageGradient: try emitImageGradient(convolution, in: plan)
        case .filterGradient: try emitFilterGradient(convolution, in: plan)
        }
    }

    /// A primitive, or nil where oneDNN has none for the problem; made for one thread, as all are.
    func made(_ create: () throws -> Primitive) -> Primitive? {
        mdnn_set_threads(library.table, 1)
        return try? create()
    }
}
