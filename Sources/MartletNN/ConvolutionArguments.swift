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
    /// Initial values and penalty of the filters.
    public var kernel: ParameterOptions
    /// Initial values and penalty of the bias.
    public var bias: ParameterOptions

    /// The arguments of a convolution over `rank` axes, under Keras' names.
    static func entries(rank: Int) -> SchemaEntry<Self> {
        SchemaEntry(
            .required("filters", \.filters, in: .sizes, "The number of outputs at each place."),
            .required(
                "kernel_size", \.kernelSize, as: .numbers(rank), in: .sizes,
                "The size of the window along each spatial axis."),
            .argument(
                "strides", \.strides, as: .numbers(rank), in: .sizes,
                "Pixels between neighbouring windows."),
            .argument("padding", \.padding, as: .padding(rank), "What is put around the image."),
            .causalPadding(\.padding, rank: rank), .channelsLast,
            .argument(
                "dilation_rate", \.dilation, as: .numbers(rank), in: .sizes,
                "Pixels between neighbouring elements of a window."),
            .argument(
                "groups", \.groups, in: .sizes,
                "Parts into which channels and filters are divided; each filter sees its part only."
            ),
            .rule("groups") { arguments in
                arguments.filters % arguments.groups == 0
                    ? nil : "must divide the \(arguments.filters) filters, got \(arguments.groups)"
            },
            .argument("activation", \.activation, "What is applied to the result."),
            .argument("use_bias", \.usesBias, "Whether a bias is added."),
            .including(\.kernel, prefix: "kernel_"), .including(\.bias, prefix: "bias_"),
            .fixed("activity_regularizer", nil))
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
        let shape = Shape(kernelSize + [channels / groups, filters])
        let y = correlation(x, scope.parameter("kernel", shape, kernel))
        return activation(usesBias ? y + scope.parameter("bias", [filters], bias) : y)
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
