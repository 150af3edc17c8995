// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
import MartletIR
public import MartletTensor

/// Every output sees every input: `y = activation(x · kernel + bias)`.
///
/// ## Shapes
/// - input:  `[…, features]`
/// - kernel: `[features, units]`, bias: `[units]`
/// - output: `[…, units]`
public final class Dense: UnaryLayer, StorableLayer {
    public static let className = "Dense"
    public let name: String?
    /// The number of outputs.
    public let units: Int
    /// What is applied to the result.
    public let activation: Activation
    /// Whether a bias is added.
    public let usesBias: Bool
    /// The weights that training starts from.
    public let kernelInitializer: Initializer
    /// The bias that training starts from.
    public let biasInitializer: Initializer
    /// The penalty on large weights.
    public let kernelRegularizer: Regularizer?
    /// The penalty on a large bias.
    public let biasRegularizer: Regularizer?

    /// A layer with `units` outputs.
    ///
    /// - Parameters:
    ///   - units: The number of outputs, at least 1.
    ///   - activation: What is applied to the result.
    ///   - usesBias: Whether a bias is added.
    ///   - kernelInitializer: The weights that training starts from.
    ///   - biasInitializer: The bias that training starts from.
    ///   - kernelRegularizer: The penalty on large weights.
    ///   - biasRegularizer: The penalty on a large bias.
    ///   - name: The layer's name; `dense`, `dense_1`, … if `nil`.
    public init(
        _ units: Int, activation: Activation = .linear, usesBias: Bool = true,
        kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
        kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
        name: String? = nil
    ) {
        precondition(units > 0, "Dense: units must be at least 1, got \(units).")
        self.units = units
        self.activation = activation
        self.usesBias = usesBias
        self.kernelInitializer = kernelInitializer
        self.biasInitializer = biasInitializer
        self.kernelRegularizer = kernelRegularizer
        self.biasRegularizer = biasRegularizer
        self.name = name
    }

    public convenience init(from configuration: ConfigurationReader) throws {
        self.init(
            try configuration.size("units"),
            activation: try configuration.activation(),
            usesBias: try configuration.bool("use_bias", default: true),
            kernelInitializer: try configuration.initializer(
                "kernel_initializer", default: .glorotUniform),
            biasInitializer: try configuration.initializer("bias_initializer", default: .zeros),
            kernelRegularizer: try configuration.regularizer("kernel_regularizer"),
            biasRegularizer: try configuration.regularizer("bias_regularizer"),
            name: try configuration.optionalString("name"))
    }

    public var configuration: JSONObject {
        [
            "units": .int(units), "activation": .string(activation.rawValue),
            "use_bias": .bool(usesBias), "kernel_initializer": kernelInitializer.configuration,
            "bias_initializer": biasInitializer.configuration,
            "kernel_regularizer": kernelRegularizer?.configuration ?? .null,
            "bias_regularizer": biasRegularizer?.configuration ?? .null,
        ]
    }

    public func call(_ x: Tensor, in scope: LayerScope) -> Tensor {
        guard x.rank >= 2 else {
            return .failed(
                .wrongRank(of: x.shape, expected: "[batch, …, features]", layer: Self.className))
        }
        let kernel = scope.parameter(
            "kernel", [x.shape[-1], units], kernelInitializer, regularizer: kernelRegularizer)
        var y = x.matmul(kernel)
        if usesBias {
            y = y + scope.parameter("bias", [units], biasInitializer, regularizer: biasRegularizer)
        }
        return activation(y)
    }
}
