// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import MartletIR
import MartletTensor

/// What convolutions over one and two axes have in common.
public struct ConvolutionArguments: Hashable, Sendable {
    /// The number of outputs at each place.
    public var filters: Int
    /// The size of the window along each spatial axis.
    public var kernelSize: [Int]
    /// Pixels between neighbouring windows.
    public var strides: [Int]
    /// What is put around the image.
    public var padding: LayerPadding
    /// Pixels between neighbouring elements of a window.
    public var dilation: [Int]
    /// Parts into which channels and filters are divided; each filter sees its part only.
    public var groups: Int
    /// What is applied to the result.
    public var activation: Activation
    /// Whether a bias is added.
    public var usesBias: Bool
    /// The filters that training starts from.
    public var kernelInitializer: Initializer
    /// The bias that training starts from.
    public var biasInitializer: Initializer
    /// The penalty on large weights.
    public var kernelRegularizer: Regularizer?
    /// The penalty on a large bias.
    public var biasRegularizer: Regularizer?

    /// Traps if a number makes no sense; `layer` names the layer in the message.
    func check(for layer: String) {
        precondition(filters > 0, "\(layer): filters must be at least 1, got \(filters).")
        for size in kernelSize + strides + dilation {
            precondition(size > 0, "\(layer): sizes and strides must be at least 1, got \(size).")
        }
        precondition(
            groups > 0 && filters % groups == 0,
            "\(layer): \(filters) filters cannot be divided into \(groups) groups.")
        precondition(
            padding != .causal || kernelSize.count == 1,
            "\(layer): only sequences have causal padding.")
    }

    /// The layer's result; parameters come from `scope`.
    func convolve(_ x: Tensor, in scope: LayerScope, layer: String) -> Tensor {
        guard x.rank == kernelSize.count + 2 else {
            let expected = kernelSize.count == 1 ? "steps" : "height, width"
            return .failed(
                .wrongRank(of: x.shape, expected: "[batch, \(expected), channels]", layer: layer))
        }
        let channels = x.shape[-1]
        guard channels > 0, channels % groups == 0 else {
            return .failed(.channelsNotDivisible(channels, by: groups, layer: layer))
        }
        let kernel = scope.parameter(
            "kernel", Shape(kernelSize + [channels / groups, filters]), kernelInitializer,
            regularizer: kernelRegularizer)
        var y = correlation(x, kernel)
        if usesBias {
            y =
                y
                + scope.parameter("bias", [filters], biasInitializer, regularizer: biasRegularizer)
        }
        return activation(y)
    }

    private func correlation(_ x: Tensor, _ kernel: Tensor) -> Tensor {
        if kernelSize.count == 1 {
            return x.conv1D(
                kernel, stride: strides[0], padding: tensorPadding, dilation: dilation[0],
                groups: groups)
        }
        return x.conv2D(
            kernel, strides: (strides[0], strides[1]), padding: tensorPadding,
            dilation: (dilation[0], dilation[1]), groups: groups)
    }

    private var tensorPadding: Padding {
        switch padding {
        case .valid: .valid
        case .same: .same
        case .causal: .explicit(low: [(kernelSize[0] - 1) * dilation[0]], high: [0])
        }
    }
}

extension ConvolutionArguments {
    /// The arguments of a convolution over `rank` axes, under Keras' names.
    init(rank: Int, from configuration: ConfigurationReader) throws {
        let ones = [Int](repeating: 1, count: rank)
        try configuration.channelsLast()
        self.init(
            filters: try configuration.size("filters"),
            kernelSize: try configuration.sizes("kernel_size", count: rank),
            strides: try configuration.sizes("strides", count: rank, default: ones),
            padding: try configuration.padding(
                among: rank == 1 ? [.valid, .same, .causal] : [.valid, .same]),
            dilation: try configuration.sizes("dilation_rate", count: rank, default: ones),
            groups: try configuration.size("groups", default: 1),
            activation: try configuration.activation(),
            usesBias: try configuration.bool("use_bias", default: true),
            kernelInitializer: try configuration.argument("kernel_initializer") ?? .glorotUniform,
            biasInitializer: try configuration.argument("bias_initializer") ?? .zeros,
            kernelRegularizer: try configuration.argument("kernel_regularizer"),
            biasRegularizer: try configuration.argument("bias_regularizer"))
        guard filters % groups == 0 else {
            throw configuration.error(
                "groups", "must divide the \(filters) filters, got \(groups)")
        }
    }

    /// The arguments under Keras' names.
    var configuration: JSONObject {
        [
            "filters": .int(filters), "kernel_size": .sizes(kernelSize),
            "strides": .sizes(strides), "padding": .string(padding.rawValue),
            "dilation_rate": .sizes(dilation), "groups": .int(groups),
            "activation": .string(activation.rawValue), "use_bias": .bool(usesBias),
            "kernel_initializer": kernelInitializer.argument,
            "bias_initializer": biasInitializer.argument,
            "kernel_regularizer": kernelRegularizer?.argument ?? .null,
            "bias_regularizer": biasRegularizer?.argument ?? .null,
        ]
    }
}

extension JSONValue {
    /// A list of whole numbers.
    static func sizes(_ sizes: [Int]) -> JSONValue { .array(sizes.map { .int($0) }) }
}
