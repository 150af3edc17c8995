// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
import MartletIR
public import MartletTensor

/// Makes one row of each example.
///
/// ## Shapes
/// - input:  `[batch, …]`
/// - output: `[batch, features]`
public final class Flatten: UnaryLayer, StorableLayer {
    /// Keras' name of the class.
    public static let className = "Flatten"
    /// The name given to the layer; the model makes one if it is `nil`.
    public let name: String?

    /// A layer that makes rows.
    ///
    /// - Parameter name: The layer's name; `flatten`, `flatten_1`, … if `nil`.
    public init(name: String? = nil) { self.name = name }

    /// The layer with the arguments that `configuration` holds under Keras' names.
    public init(from configuration: ConfigurationReader) throws {
        try configuration.channelsLast()
        name = try configuration.optionalString("name")
    }

    /// The arguments under Keras' names.
    public var configuration: JSONObject { [:] }

    /// The layer's result.
    public func call(_ x: Tensor, in scope: LayerScope) -> Tensor {
        guard x.rank >= 1 else {
            return .failed(
                .wrongRank(of: x.shape, expected: "[batch, …]", layer: Self.className))
        }
        return x.reshaped(to: [x.shape[0], x.shape.sizes.dropFirst().reduce(1, *)] as Shape)
    }
}
