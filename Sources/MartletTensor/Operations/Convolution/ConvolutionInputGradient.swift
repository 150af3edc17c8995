// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// The gradient of a convolution by its image: spreads each element of the seed with the filters.
///
/// Operands: the filters, the gradient by the result. Also known as transposed convolution.
package struct ConvolutionInputGradient: Primitive {
    package static let name = "convolution_input_gradient"
    package let window: Window
    package let groups: Int
    /// The shape of the image.
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
        let result = try Convolution.resultShape(shape, operands[0].shape, window, groups)
        guard result == operands[1].shape else {
            throw GraphError(
                code: .shapeMismatch, problem: "the seed is \(operands[1].shape), not \(result)")
        }
        return TensorType(shape, dtype)
    }

    /// Linear in both operands: the derivatives are the convolution and its filter gradient.
    package func gradients(in context: GradientContext) -> [Tensor?] {
        let (filters, seed) = (context.x, context.y)
        let outer = context.seed.cast(to: filters.dtype)
        return [
            Tensor(
                ConvolutionFilterGradient(window: window, groups: groups, shape: filters.shape),
                outer, seed),
            Tensor(Convolution(window: window, groups: groups), outer, filters),
        ]
    }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor {
        let (filters, seed) = (operands[0].doubles, operands[1].doubles)
        var result = [Double](repeating: 0, count: shape.count)
        ConvolutionLoop(window, groups, shape, operands[0].shape, operands[1].shape).run {
            y, image, filter in
            result[image] += seed[y] * filters[filter]
        }
        return HostTensor(result, shape: shape, dtype: type.dtype)
    }
}
