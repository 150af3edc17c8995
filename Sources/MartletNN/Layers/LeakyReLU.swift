// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

/// Every element, the negative ones times a slope.
///
/// ## Shapes
/// - input and output: any, the same
///
/// Source: Maas, Hannun & Ng, "Rectifier nonlinearities improve neural network acoustic models", 2013.
public struct LeakyReLU: UnaryLayer, StorableLayer {
    /// Who the layer is, and its name.
    public var identity: LayerIdentity
    /// The factor of negative elements.
    public internal(set) var negativeSlope: Double

    /// A layer that lets negative elements pass in part.
    public init(negativeSlope: Double = 0.3, name: String? = nil) {
        identity = LayerIdentity(name: name)
        self.negativeSlope = negativeSlope
        requireValidArguments()
    }

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        LeakyReLU(),
        .argument(
            "negative_slope", \.negativeSlope, in: 0..., "The factor of negative elements."))

    /// The layer's result.
    public func call(_ x: Tensor, in scope: LayerScope) -> Tensor {
        x.leakyReLU(slope: negativeSlope)
    }
}
