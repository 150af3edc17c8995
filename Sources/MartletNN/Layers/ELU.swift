// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

/// Every element, the negative ones as α · (eˣ − 1).
///
/// ## Shapes
/// - input and output: any, the same
///
/// Source: Clevert, Unterthiner & Hochreiter, "Fast and accurate deep network learning by exponential linear units",
/// 2016.
public final class ELU: UnaryLayer, StorableLayer {
    /// Keras' name of the class.
    public static let className = "ELU"
    /// The name given to the layer; the model makes one if it is `nil`.
    public let name: String?
    /// Minus the value that large negative elements approach.
    public let alpha: Double

    /// A layer that bends negative elements towards −α.
    ///
    /// - Parameters:
    ///   - alpha: Minus the value that large negative elements approach.
    ///   - name: The layer's name; `elu`, `elu_1`, … if `nil`.
    public init(alpha: Double = 1, name: String? = nil) {
        self.alpha = alpha
        self.name = name
    }

    /// The layer with the arguments that `configuration` holds under Keras' names.
    public init(from configuration: ConfigurationReader) throws {
        alpha = try configuration.double("alpha", default: 1)
        name = try configuration.optionalString("name")
    }

    /// The arguments under Keras' names.
    public var configuration: JSONObject { ["alpha": .double(alpha)] }

    /// The layer's result.
    public func call(_ x: Tensor, in scope: LayerScope) -> Tensor { x.elu(alpha: alpha) }
}
