// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

/// Applies a function to every element: Keras' `Activation`, under another name because ``Activation`` is the function.
///
/// ## Shapes
/// - input and output: any, the same
public final class ActivationLayer: UnaryLayer, StorableLayer {
    /// Keras' name of the class.
    public static let className = "Activation"
    /// The name given to the layer; the model makes one if it is `nil`.
    public let name: String?
    /// The function.
    public let activation: Activation

    /// A layer that applies a function.
    ///
    /// - Parameters:
    ///   - activation: The function.
    ///   - name: The layer's name; `activation`, `activation_1`, … if `nil`.
    public init(_ activation: Activation, name: String? = nil) {
        self.activation = activation
        self.name = name
    }

    /// The layer with the arguments that `configuration` holds under Keras' names.
    public init(from configuration: ConfigurationReader) throws {
        guard configuration.has("activation") else {
            throw configuration.error("activation", "is missing; it must be a name such as relu")
        }
        activation = try configuration.activation()
        name = try configuration.optionalString("name")
    }

    /// The arguments under Keras' names.
    public var configuration: JSONObject { ["activation": .string(activation.rawValue)] }

    /// The layer's result.
    public func call(_ x: Tensor, in scope: LayerScope) -> Tensor { activation(x) }
}
