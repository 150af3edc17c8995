// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// The gradient of a convolution by its filters.
///
/// Operands: the image, the gradient by the result.
package struct ConvolutionFilterGradient: Primitive {
    package static let name = "convolution_filter_gradient"
    package let window: Window
    package let groups: Int
    /// The shape of the filters.
    package let shape: Shape
    /// The element type of the sums and of the result, if it is not the usual one.
    package let accumulation: DType?

    package init(window: Window, groups: Int, shape: Shape, accumulation: DType? = nil) {
        self.window = window
        self.groups = groups
        self.shape = shape
        self.accumulation = accumulation
    }

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        let dtype = try operands.convolvedType(accumulating: accumulation)
        let result = try Convolution.resultShape(operands[0].shape, shape, window, groups)
        guard result == operands[1].shape else {
            throw GraphError(
                code: .shapeMismatch, problem: "the seed is \(operands[1].shape), not \(result)")
        }
        return TensorType(shape, dtype)
    }

    /// Linear in both operands: the derivatives are the input gradient and the convolution.
    package func gradients(in context: GradientContext) -> [Tensor?] {
        let (image, seed) = (context.x, context.y)
        let outer = context.seed.cast(to: image.dtype)
        return [
            Tensor(
                ConvolutionInputGradient(window: window, groups: groups, shape: image.shape),
                outer, seed),
            Tensor(Convolution(window: window, groups: groups), image, outer),
        ]
    }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor {
        let (x, seed) = (operands[0].doubles, operands[1].doubles)
        var result = [Double](repeating: 0, count: shape.count)
        ConvolutionLoop(window, groups, operands[0].shape, shape, operands[1].shape).run {
            y, image, filter in
            result[filter] += seed[y] * x[image]
        }
        return HostTensor(result, shape: shape, dtype: type.dtype)
    }
}
