// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

/// Every element, the negative ones times a slope.
///
/// ## Shapes
/// - input and output: any, the same
///
/// Source: Maas, Hannun & Ng, "Rectifier nonlinearities improve neural network acoustic models", 2013.
public final class LeakyReLU: UnaryLayer, StorableLayer {
    /// Keras' name of the class.
    public static let className = "LeakyReLU"
    /// The name given to the layer; the model makes one if it is `nil`.
    public let name: String?
    /// The factor of negative elements.
    public let negativeSlope: Double

    /// A layer that lets negative elements pass in part.
    ///
    /// - Parameters:
    ///   - negativeSlope: The factor of negative elements, at least 0.
    ///   - name: The layer's name; `leaky_re_lu`, `leaky_re_lu_1`, … if `nil`.
    public init(negativeSlope: Double = 0.3, name: String? = nil) {
        precondition(
            negativeSlope >= 0, "LeakyReLU: negativeSlope cannot be negative, got \(negativeSlope)."
        )
        self.negativeSlope = negativeSlope
        self.name = name
    }

    /// The layer with the arguments that `configuration` holds under Keras' names.
    public convenience init(from configuration: ConfigurationReader) throws {
        self.init(
            negativeSlope: try configuration.double("negative_slope", default: 0.3, atLeast: 0),
            name: try configuration.optionalString("name"))
    }

    /// The arguments under Keras' names.
    public var configuration: JSONObject { ["negative_slope": .double(negativeSlope)] }

    /// The layer's result.
    public func call(_ x: Tensor, in scope: LayerScope) -> Tensor {
        x.leakyReLU(slope: negativeSlope)
    }
}
