// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import MartletIR
import MartletTensor

/// The learned scale γ and offset β after a normalisation.
public struct AffineArguments: Hashable, Sendable {
    /// Whether β is learned and added.
    public var center: Bool
    /// Whether γ is learned and multiplied.
    public var scale: Bool
    /// The β that training starts from.
    public var betaInitializer: Initializer
    /// The γ that training starts from.
    public var gammaInitializer: Initializer
    /// The penalty on a large β.
    public var betaRegularizer: Regularizer?
    /// The penalty on a large γ.
    public var gammaRegularizer: Regularizer?
}

extension AffineArguments {
    /// The arguments under Keras' names.
    init(from configuration: ConfigurationReader) throws {
        self.init(
            center: try configuration.bool("center", default: true),
            scale: try configuration.bool("scale", default: true),
            betaInitializer: try configuration.argument("beta_initializer") ?? .zeros,
            gammaInitializer: try configuration.argument("gamma_initializer") ?? .ones,
            betaRegularizer: try configuration.argument("beta_regularizer"),
            gammaRegularizer: try configuration.argument("gamma_regularizer"))
    }

    /// The arguments under Keras' names.
    var configuration: JSONObject {
        [
            "center": .bool(center), "scale": .bool(scale),
            "beta_initializer": betaInitializer.argument,
            "gamma_initializer": gammaInitializer.argument,
            "beta_regularizer": betaRegularizer?.argument ?? .null,
            "gamma_regularizer": gammaRegularizer?.argument ?? .null,
        ]
    }

    /// γ and β, as far as they are learned.
    func parameters(_ shape: Shape, in scope: LayerScope) -> (scale: Tensor?, offset: Tensor?) {
        let gamma =
            scale
            ? scope.parameter("gamma", shape, gammaInitializer, regularizer: gammaRegularizer) : nil
        let beta =
            center
            ? scope.parameter("beta", shape, betaInitializer, regularizer: betaRegularizer) : nil
        return (gamma, beta)
    }
}
