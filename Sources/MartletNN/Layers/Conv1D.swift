// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

/// Slides a bank of filters over a batch of sequences.
///
///     y[n, i, k] = activation(Σ x[n, i·s + p·d, c] · kernel[p, c, k] + bias[k])   over p, c
///
/// ## Shapes
/// - input:  `[batch, steps, channels]`
/// - kernel: `[kernelSize, channels / groups, filters]`, bias: `[filters]`
/// - output: `[batch, ⌊(steps − kernelSize) / stride⌋ + 1, filters]` for `.valid` padding,
///   `[batch, ⌈steps / stride⌉, filters]` for `.same` and `.causal`
public struct Conv1D: UnaryLayer, StorableLayer {
    /// Who the layer is, and its name.
    public var identity: LayerIdentity
    /// Sizes, activation, initialisers and penalties.
    public internal(set) var arguments: ConvolutionArguments

    /// A layer with `filters` outputs at each step.
    public init(
        _ filters: Int, kernel: Int, strides: Int = 1, padding: LayerPadding = .valid,
        dilation: Int = 1, groups: Int = 1, activation: Activation = .linear,
        usesBias: Bool = true, kernelInitializer: Initializer = .glorotUniform,
        biasInitializer: Initializer = .zeros, kernelRegularizer: Regularizer? = nil,
        biasRegularizer: Regularizer? = nil, name: String? = nil
    ) {
        identity = LayerIdentity(name: name)
        arguments = ConvolutionArguments(
            filters: filters, kernelSize: [kernel], strides: [strides], padding: padding,
            dilation: [dilation], groups: groups, activation: activation, usesBias: usesBias,
            kernel: ParameterOptions(kernelInitializer, regularizer: kernelRegularizer),
            bias: ParameterOptions(biasInitializer, regularizer: biasRegularizer))
        requireValidArguments()
    }

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        Conv1D(1, kernel: 1),
        .including(\.arguments, ConvolutionArguments.entries(rank: 1)))

    /// The layer's result.
    public func call(_ x: Tensor, in scope: LayerScope) -> Tensor {
        arguments.convolve(x, in: scope, layer: Self.className)
    }
}
