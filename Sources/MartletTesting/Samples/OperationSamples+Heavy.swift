// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor

/// Samples of sizes that matter, which are planned but not computed: kernels depend on sizes.
extension OperationSamples {
    package static let heavy: [OperationSample] =
        [
            product([1_024, 1_024], [1_024, 1_024]), wideProduct([1_024, 1_024], [1_024, 1_024]),
            OperationSample(Sum(axes: [0]), [.reals([4_096, 1_024])]),
        ] + heavyConvolutions

    private static var heavyConvolutions: [OperationSample] {
        let (image, filters, result): (Shape, Shape, Shape) = (
            [32, 13, 13, 32], [3, 3, 32, 64], [32, 11, 11, 64]
        )
        guard
            let window = try? Window(
                size: [3, 3], strides: [1, 1], padding: .valid, over: image.spatial)
        else { return [] }
        return [false, true].flatMap { isWide -> [OperationSample] in
            let sums: @Sendable (DType) -> DType? = { isWide ? $0.wide : nil }
            return [
                OperationSample([.reals(image), .reals(filters)]) {
                    Convolution(window: window, groups: 1, accumulation: sums($0))
                },
                OperationSample([.reals(filters), .reals(result)]) {
                    ConvolutionInputGradient(
                        window: window, groups: 1, shape: image, accumulation: sums($0))
                },
                OperationSample([.reals(image), .reals(result)]) {
                    ConvolutionFilterGradient(
                        window: window, groups: 1, shape: filters, accumulation: sums($0))
                },
            ]
        }
    }
}
