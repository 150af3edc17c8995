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
public final class Conv2D: UnaryLayer, StorableLayer {
    /// Keras' name of the class.
    public static let className = "Conv2D"
    /// The name given to the layer; the model makes one if it is `nil`.
    public let name: String?
    /// Sizes, activation, initialisers and penalties.
    public let arguments: ConvolutionArguments

    /// A layer with `filters` outputs at each place.
    ///
    /// - Parameters:
    ///   - filters: The number of outputs at each place, at least 1.
    ///   - kernel: Height and width of the window: `3` or `[3, 5]`.
    ///   - strides: Pixels between neighbouring windows.
    ///   - padding: What is put around the image: `.valid` or `.same`.
    ///   - dilation: Pixels between neighbouring elements of a window.
    ///   - groups: Parts into which channels and filters are divided; each filter sees its part only.
    ///   - activation: What is applied to the result.
    ///   - usesBias: Whether a bias is added.
    ///   - kernelInitializer: The filters that training starts from.
    ///   - biasInitializer: The bias that training starts from.
    ///   - kernelRegularizer: The penalty on large weights.
    ///   - biasRegularizer: The penalty on a large bias.
    ///   - name: The layer's name; `conv2d`, `conv2d_1`, … if `nil`.
    public init(
        _ filters: Int, kernel: Size2, strides: Size2 = 1, padding: LayerPadding = .valid,
        dilation: Size2 = 1, groups: Int = 1, activation: Activation = .linear,
        usesBias: Bool = true, kernelInitializer: Initializer = .glorotUniform,
        biasInitializer: Initializer = .zeros, kernelRegularizer: Regularizer? = nil,
        biasRegularizer: Regularizer? = nil, name: String? = nil
    ) {
        arguments = ConvolutionArguments(
            filters: filters, kernelSize: kernel.sizes, strides: strides.sizes, padding: padding,
            dilation: dilation.sizes, groups: groups, activation: activation, usesBias: usesBias,
            kernelInitializer: kernelInitializer, biasInitializer: biasInitializer,
            kernelRegularizer: kernelRegularizer, biasRegularizer: biasRegularizer)
        arguments.check(for: Self.className)
        self.name = name
    }

    /// The layer with the arguments that `configuration` holds under Keras' names.
    public init(from configuration: ConfigurationReader) throws {
        arguments = try ConvolutionArguments(rank: 2, from: configuration)
        name = try configuration.optionalString("name")
    }

    /// The arguments under Keras' names.
    public var configuration: JSONObject { arguments.configuration }

    /// The layer's result.
    public func call(_ x: Tensor, in scope: LayerScope) -> Tensor {
        arguments.convolve(x, in: scope, layer: Self.className)
    }
}
