// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
import MartletIR
import MartletTensor

/// The learned scale γ and offset β after a normalisation.
public struct AffineArguments: Configurable, Hashable {
    /// Whether β is learned and added.
    public var center: Bool
    /// Whether γ is learned and multiplied.
    public var scale: Bool
    /// Initial values and penalty of β.
    public var beta: ParameterOptions
    /// Initial values and penalty of γ.
    public var gamma: ParameterOptions

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        AffineArguments(
            center: true, scale: true, beta: ParameterOptions(.zeros),
            gamma: ParameterOptions(.ones)),
        .argument("center", \.center, "Whether β is learned and added."),
        .argument("scale", \.scale, "Whether γ is learned and multiplied."),
        .including(\.beta, prefix: "beta_"), .including(\.gamma, prefix: "gamma_"))

    /// γ and β, as far as they are learned.
    func parameters(_ shape: Shape, in scope: LayerScope) -> (scale: Tensor?, offset: Tensor?) {
        let gamma = scale ? scope.parameter("gamma", shape, gamma) : nil
        let beta = center ? scope.parameter("beta", shape, beta) : nil
        return (gamma, beta)
    }
}
