// SPDX-License-Identifier: Apache-2.0

/// Every primitive operation.
///
/// Tests run over the whole list: type rule, gradient, every executor.
package enum Catalog {
    package static let all: [any Primitive.Type] =
        sources + elementwise + reductions + shapes + linear + convolutions + random
        + regions + composites

    private static let sources: [any Primitive.Type] = [
        Literal.self, Constant.self, Iota.self,
    ]
    private static let elementwise: [any Primitive.Type] = [
        Add.self, Subtract.self, Multiply.self, Divide.self, Power.self, Remainder.self,
        Maximum.self, Minimum.self, Compare.self, And.self, Or.self, Not.self, Select.self,
        Negate.self, Absolute.self, Sign.self, Exponential.self, ExponentialMinusOne.self,
        Logarithm.self, LogarithmOnePlus.self, SquareRoot.self, ReciprocalSquareRoot.self,
        Sine.self, Cosine.self, HyperbolicTangent.self, Sigmoid.self, ErrorFunction.self,
        ArcTangent.self, Floor.self, Ceiling.self, Round.self, ReLU.self, Cast.self,
        StopGradient.self, CustomGradient.self,
    ]
    private static let reductions: [any Primitive.Type] = [
        Sum.self, ReduceMaximum.self, ReduceMinimum.self, Product.self, ArgExtremum.self,
        CumulativeSum.self,
    ]
    private static let shapes: [any Primitive.Type] = [
        Reshape.self, Transpose.self, Broadcast.self, Slice.self, Pad.self, Concatenate.self,
        Reverse.self, Take.self, ScatterAdd.self, TakeAlong.self, ScatterAlongAdd.self,
        ArgSort.self,
    ]
    private static let linear: [any Primitive.Type] = [MatMul.self]
    private static let convolutions: [any Primitive.Type] = [
        Convolution.self, ConvolutionInputGradient.self, ConvolutionFilterGradient.self,
        MaxPooling.self, MaxPoolingGradient.self, MaxPoolingSelection.self,
        AveragePooling.self, AveragePoolingGradient.self,
    ]
    private static let regions: [any Primitive.Type] = [
        Scan.self, WhileLoop.self, Branch.self, Call.self, Barrier.self,
    ]
    private static let composites: [any Primitive.Type] = [
        ScaledDotProductAttention.self, ScaledDotProductAttentionGradient.self,
        LSTMCell.self, LSTMCellGradient.self,
        SquaredDeviations.self,
    ]
    private static let random: [any Primitive.Type] = [RandomUniform.self, RandomNormal.self]
}
