// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

/// The greatest element of each window that slides over a batch of sequences, channel by channel.
///
/// ## Shapes
/// - input:  `[batch, steps, channels]`
/// - output: `[batch, ⌊(steps − pool) / stride⌋ + 1, channels]` for `.valid` padding,
///   `[batch, ⌈steps / stride⌉, channels]` for `.same`
public final class MaxPooling1D: UnaryLayer, StorableLayer {
    /// Keras' name of the class.
    public static let className = "MaxPooling1D"
    /// The name given to the layer; the model makes one if it is `nil`.
    public let name: String?
    /// The window.
    public let arguments: PoolingArguments

    /// A layer that keeps the greatest element of each window.
    ///
    /// - Parameters:
    ///   - pool: The length of the window.
    ///   - strides: Steps between neighbouring windows; as the window if `nil`.
    ///   - padding: What is put around the sequence: `.valid` or `.same`.
    ///   - name: The layer's name; `max_pooling1d`, `max_pooling1d_1`, … if `nil`.
    public init(
        _ pool: Int = 2, strides: Int? = nil, padding: LayerPadding = .valid,
        name: String? = nil
    ) {
        arguments = PoolingArguments(
            poolSize: [pool], strides: strides.map { [$0] }, padding: padding, layer: Self.className
        )
        self.name = name
    }

    /// The layer with the arguments that `configuration` holds under Keras' names.
    public init(from configuration: ConfigurationReader) throws {
        arguments = try PoolingArguments(rank: 1, from: configuration)
        name = try configuration.optionalString("name")
    }

    /// The arguments under Keras' names.
    public var configuration: JSONObject { arguments.configuration }

    /// The layer's result.
    public func call(_ x: Tensor, in scope: LayerScope) -> Tensor {
        arguments.apply(to: x, layer: Self.className) {
            x.maxPooled($0, strides: $1, padding: $2)
        }
    }
}
