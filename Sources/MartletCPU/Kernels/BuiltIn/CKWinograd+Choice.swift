// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR
import MartletTensor

extension CKWinograd {
    /// The kernel of a convolution or its gradient by the image; nil where it does not pay.
    init?(_ problem: ConvolutionProblem, isPooled: Bool) {
        var isGradient = false
        if case .imageGradient = problem.goal { isGradient = true }
        self.init(
            problem.window, groups: problem.groups, image: problem.image, result: problem.result,
            dtype: problem.types.result, isGradient: isGradient, isPooled: isPooled)
    }

    /// The same from sizes alone.
    init?(
        _ window: Window, groups: Int, image: Shape, result: Shape, dtype: DType,
        isGradient: Bool, isPooled: Bool
    ) {
        guard window.size.count == 2 else { return nil }
        self.init()
        plain.type = CKType(dtype)
        leaves_ends = dtype == .bfloat16
        plain.window = CKWindow(window, image: image, result: result)
        (plain.channels, plain.features) = (Int64(image[-1]), Int64(result[-1]))
        plain.groups = Int64(groups)
        plain.is_gradient = isGradient
        is_pooled = isPooled
        guard ck_winograd_pays(&self) else { return nil }
    }

    /// Whether a convolution's result is better pooled in the same step: in the tiles that it is computed in.
    static func pools(_ convolution: Int, by pooling: Window, to pooled: Shape, in graph: Graph)
        -> Bool
    {
        let instruction = graph.instructions[convolution]
        let shape = instruction.type.shape
        guard let operation = instruction.operation as? Convolution,
            instruction.type.dtype == .float32, pooled.count > 0,
            pooling.size == [2, 2], pooling.strides == [2, 2], pooling.dilation == [1, 1],
            pooling.low == [0, 0], pooled.spatial == shape.spatial.map({ $0 / 2 })
        else { return false }
        let image = graph.instructions[instruction.operands[0]].type.shape
        let kernel = CKWinograd(
            operation.window, groups: operation.groups, image: image, result: shape,
            dtype: .float32, isGradient: false, isPooled: true)
        return kernel != nil
    }
}
