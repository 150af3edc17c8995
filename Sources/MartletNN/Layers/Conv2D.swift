// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

/// Slides a bank of filters over a batch of images.
///
///     y[n, i, j, k] = activation(Σ x[n, i·s + p·d, j·s + q·d, c] · kernel[p, q, c, k] + bias[k])   over p, q, c
///
/// A correlation: filters are not flipped.
///
/// ## Shapes
/// - input:  `[batch, height, width, channels]`
/// - kernel: `[kernelHeight, kernelWidth, channels / groups, filters]`, bias: `[filters]`
/// - output: `[batch, ⌊(height − kernelHeight) / stride⌋ + 1, …, filters]` for `.valid` padding,
///   `[batch, ⌈height / stride⌉, …, filters]` for `.same`
///
/// - SeeAlso: Dumoulin & Visin, "A guide to convolution arithmetic for deep learning", 2016.
public struct Conv2D: UnaryLayer, StorableLayer {
    /// Who the layer is, and its name.
    public var identity: LayerIdentity
    /// Sizes, activation, initialisers and penalties.
    public internal(set) var arguments: ConvolutionArguments

    /// A layer with `filters` outputs at each place.
    public init(
        _ filters: Int, kernel: Size2, strides: Size2 = 1, padding: LayerPadding = .valid,
        dilation: Size2 = 1, groups: Int = 1, activation: Activation = .linear,
        usesBias: Bool = true, kernelInitializer: Initializer = .glorotUniform,
        biasInitializer: Initializer = .zeros, kernelRegularizer: Regularizer? = nil,
        biasRegularizer: Regularizer? = nil, name: String? = nil
    ) {
        identity = LayerIdentity(name: name)
        arguments = ConvolutionArguments(
            filters: filters, kernelSize: kernel.sizes, strides: strides.sizes, padding: padding,
            dilation: dilation.sizes, groups: groups, activation: activation, usesBias: usesBias,
            kernel: ParameterOptions(kernelInitializer, regularizer: kernelRegularizer),
            bias: ParameterOptions(biasInitializer, regularizer: biasRegularizer))
        requireValidArguments()
    }

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        Conv2D(1, kernel: 1),
        .including(\.arguments, ConvolutionArguments.entries(rank: 2)))

    /// The layer's result.
    public func call(_ x: Tensor, in scope: LayerScope) -> Tensor {
        arguments.convolve(x, in: scope, layer: Self.className)
    }
}
