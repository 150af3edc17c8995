// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

/// Positive numbers that add up to 1 along an axis, in proportion to eˣ.
///
/// ## Shapes
/// - input and output: any, the same
public final class Softmax: UnaryLayer, StorableLayer {
    /// Keras' name of the class.
    public static let className = "Softmax"
    /// The name given to the layer; the model makes one if it is `nil`.
    public let name: String?
    /// The axis along which results add up to 1; negative ones count from the end.
    public let axis: Int

    /// A layer that makes probabilities.
    ///
    /// - Parameters:
    ///   - axis: The axis along which results add up to 1; negative ones count from the end.
    ///   - name: The layer's name; `softmax`, `softmax_1`, … if `nil`.
    public init(axis: Int = -1, name: String? = nil) {
        self.axis = axis
        self.name = name
    }

    /// The layer with the arguments that `configuration` holds under Keras' names.
    public init(from configuration: ConfigurationReader) throws {
        axis = try configuration.axis()
        name = try configuration.optionalString("name")
    }

    /// The arguments under Keras' names.
    public var configuration: JSONObject { ["axis": .int(axis)] }

    /// The layer's result.
    public func call(_ x: Tensor, in scope: LayerScope) -> Tensor { x.softmax(axis) }
}
