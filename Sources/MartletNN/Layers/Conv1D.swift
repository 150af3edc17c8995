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
public final class Conv1D: UnaryLayer, StorableLayer {
    /// Keras' name of the class.
    public static let className = "Conv1D"
    /// The name given to the layer; the model makes one if it is `nil`.
    public let name: String?
    /// Sizes, activation, initialisers and penalties.
    public let arguments: ConvolutionArguments

    /// A layer with `filters` outputs at each step.
    ///
    /// - Parameters:
    ///   - filters: The number of outputs at each step, at least 1.
    ///   - kernel: The length of the window.
    ///   - strides: Steps between neighbouring windows.
    ///   - padding: What is put around the sequence.
    ///   - dilation: Steps between neighbouring elements of a window.
    ///   - groups: Parts into which channels and filters are divided; each filter sees its part only.
    ///   - activation: What is applied to the result.
    ///   - usesBias: Whether a bias is added.
    ///   - kernelInitializer: The filters that training starts from.
    ///   - biasInitializer: The bias that training starts from.
    ///   - kernelRegularizer: The penalty on large weights.
    ///   - biasRegularizer: The penalty on a large bias.
    ///   - name: The layer's name; `conv1d`, `conv1d_1`, … if `nil`.
    public init(
        _ filters: Int, kernel: Int, strides: Int = 1, padding: LayerPadding = .valid,
        dilation: Int = 1, groups: Int = 1, activation: Activation = .linear,
        usesBias: Bool = true, kernelInitializer: Initializer = .glorotUniform,
        biasInitializer: Initializer = .zeros, kernelRegularizer: Regularizer? = nil,
        biasRegularizer: Regularizer? = nil, name: String? = nil
    ) {
        arguments = ConvolutionArguments(
            filters: filters, kernelSize: [kernel], strides: [strides], padding: padding,
            dilation: [dilation], groups: groups, activation: activation, usesBias: usesBias,
            kernelInitializer: kernelInitializer, biasInitializer: biasInitializer,
            kernelRegularizer: kernelRegularizer, biasRegularizer: biasRegularizer)
        arguments.check(for: Self.className)
        self.name = name
    }

    /// The layer with the arguments that `configuration` holds under Keras' names.
    public init(from configuration: ConfigurationReader) throws {
        arguments = try ConvolutionArguments(rank: 1, from: configuration)
        name = try configuration.optionalString("name")
    }

    /// The arguments under Keras' names.
    public var configuration: JSONObject { arguments.configuration }

    /// The layer's result.
    public func call(_ x: Tensor, in scope: LayerScope) -> Tensor {
        arguments.convolve(x, in: scope, layer: Self.className)
    }
}
