// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

/// The greatest element of each channel over a whole sequence.
///
/// ## Shapes
/// - input:  `[batch, steps, channels]`
/// - output: `[batch, channels]`, or `[batch, 1, channels]` if dimensions are kept
public final class GlobalMaxPooling1D: UnaryLayer, StorableLayer {
    /// Keras' name of the class.
    public static let className = "GlobalMaxPooling1D"
    /// The name given to the layer; the model makes one if it is `nil`.
    public let name: String?
    /// Whether the spatial axis stays, with size 1.
    public let keepsDimensions: Bool

    /// A layer that keeps one number of each channel.
    ///
    /// - Parameters:
    ///   - keepsDimensions: Whether the spatial axis stays, with size 1.
    ///   - name: The layer's name; `global_max_pooling1d`, … if `nil`.
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
        guard x.rank == 3 else {
            return .failed(
                .wrongRank(
                    of: x.shape, expected: "[batch, steps, channels]", layer: Self.className))
        }
        return x.max([1], keepingDimensions: keepsDimensions)
    }
}
