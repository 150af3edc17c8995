// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

/// The mean of each window that slides over a batch of images, channel by channel.
///
/// Padding does not count.
///
/// ## Shapes
/// - input:  `[batch, height, width, channels]`
/// - output: `[batch, ⌊(height − pool) / stride⌋ + 1, …, channels]` for `.valid` padding,
///   `[batch, ⌈height / stride⌉, …, channels]` for `.same`
public final class AveragePooling2D: UnaryLayer, StorableLayer {
    /// Keras' name of the class.
    public static let className = "AveragePooling2D"
    /// The name given to the layer; the model makes one if it is `nil`.
    public let name: String?
    /// The window.
    public let arguments: PoolingArguments

    /// A layer that keeps the mean of each window.
    ///
    /// - Parameters:
    ///   - pool: Height and width of the window: `2` or `[2, 3]`.
    ///   - strides: Pixels between neighbouring windows; as the window if `nil`.
    ///   - padding: What is put around the image: `.valid` or `.same`.
    ///   - name: The layer's name; `average_pooling2d`, `average_pooling2d_1`, … if `nil`.
    public init(
        _ pool: Size2 = 2, strides: Size2? = nil, padding: LayerPadding = .valid,
        name: String? = nil
    ) {
        arguments = PoolingArguments(
            poolSize: pool.sizes, strides: strides?.sizes, padding: padding, layer: Self.className)
        self.name = name
    }

    /// The layer with the arguments that `configuration` holds under Keras' names.
    public init(from configuration: ConfigurationReader) throws {
        arguments = try PoolingArguments(rank: 2, from: configuration)
        name = try configuration.optionalString("name")
    }

    /// The arguments under Keras' names.
    public var configuration: JSONObject { arguments.configuration }

    /// The layer's result.
    public func call(_ x: Tensor, in scope: LayerScope) -> Tensor {
        arguments.apply(to: x, layer: Self.className) {
            x.averagePooled($0, strides: $1, padding: $2)
        }
    }
}
