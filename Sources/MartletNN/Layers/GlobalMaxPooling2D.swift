// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

/// The greatest element of each channel over a whole image.
///
/// ## Shapes
/// - input:  `[batch, height, width, channels]`
/// - output: `[batch, channels]`, or `[batch, 1, 1, channels]` if dimensions are kept
public final class GlobalMaxPooling2D: UnaryLayer, StorableLayer {
    /// Keras' name of the class.
    public static let className = "GlobalMaxPooling2D"
    /// The name given to the layer; the model makes one if it is `nil`.
    public let name: String?
    /// Whether the spatial axes stay, with size 1.
    public let keepsDimensions: Bool

    /// A layer that keeps one number of each channel.
    ///
    /// - Parameters:
    ///   - keepsDimensions: Whether the spatial axes stay, with size 1.
    ///   - name: The layer's name; `global_max_pooling2d`, … if `nil`.
    public init(keepsDimensions: Bool = false, name: String? = nil) {
        self.keepsDimensions = keepsDimensions
        self.name = name
    }

    /// The layer with the arguments that `configuration` holds under Keras' names.
    public init(from configuration: ConfigurationReader) throws {
        try configuration.channelsLast()
        keepsDimensions = try configuration.bool("keepdims", default: false)
        name = try configuration.optionalString("name")
    }

    /// The arguments under Keras' names.
    public var configuration: JSONObject { ["keepdims": .bool(keepsDimensions)] }

    /// The layer's result.
    public func call(_ x: Tensor, in scope: LayerScope) -> Tensor {
        guard x.rank == 4 else {
            return .failed(
                .wrongRank(
                    of: x.shape, expected: "[batch, height, width, channels]", layer: Self.className
                ))
        }
        return x.max([1, 2], keepingDimensions: keepsDimensions)
    }
}
