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
    public static let className = "LeakyReLU"
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

    public convenience init(from configuration: ConfigurationReader) throws {
        self.init(
            negativeSlope: try configuration.double("negative_slope", default: 0.3, atLeast: 0),
            name: try configuration.optionalString("name"))
    }

    public var configuration: JSONObject { ["negative_slope": .double(negativeSlope)] }

    public func call(_ x: Tensor, in scope: LayerScope) -> Tensor {
        x.leakyReLU(slope: negativeSlope)
    }
}
