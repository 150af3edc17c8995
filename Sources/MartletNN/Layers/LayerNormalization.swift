// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
import MartletIR
public import MartletTensor

/// Moves and scales each example to mean 0 and variance 1, then by learned numbers.
///
///     y = γ · (x − mean) / √(variance + ε) + β
///
/// ## Shapes
/// - input and output: `[batch, …]`, the same
/// - γ and β: the sizes along the axes
///
/// Source: Ba, Kiros & Hinton, "Layer normalization", 2016.
public final class LayerNormalization: UnaryLayer, StorableLayer {
    /// Keras' name of the class.
    public static let className = "LayerNormalization"
    /// The name given to the layer; the model makes one if it is `nil`.
    public let name: String?
    /// The axes along which mean and variance are taken; negative ones count from the end.
    public let axes: [Int]
    /// What keeps the divisor from 0.
    public let epsilon: Double
    /// What is learned, and what it starts from.
    public let affine: AffineArguments

    /// A layer that normalises examples.
    ///
    /// - Parameters:
    ///   - axes: The axes along which mean and variance are taken; negative ones count from the end.
    ///   - epsilon: What keeps the divisor from 0.
    ///   - center: Whether β is learned and added.
    ///   - scale: Whether γ is learned and multiplied.
    ///   - betaInitializer: The β that training starts from.
    ///   - gammaInitializer: The γ that training starts from.
    ///   - betaRegularizer: The penalty on a large β.
    ///   - gammaRegularizer: The penalty on a large γ.
    ///   - name: The layer's name; `layer_normalization`, `layer_normalization_1`, … if `nil`.
    public init(
        axes: [Int] = [-1], epsilon: Double = 1e-3, center: Bool = true, scale: Bool = true,
        betaInitializer: Initializer = .zeros, gammaInitializer: Initializer = .ones,
        betaRegularizer: Regularizer? = nil, gammaRegularizer: Regularizer? = nil,
        name: String? = nil
    ) {
        precondition(!axes.isEmpty, "LayerNormalization: at least one axis is needed.")
        precondition(
            epsilon >= 0, "LayerNormalization: epsilon cannot be negative, got \(epsilon).")
        self.axes = axes
        self.epsilon = epsilon
        affine = AffineArguments(
            center: center, scale: scale, betaInitializer: betaInitializer,
            gammaInitializer: gammaInitializer, betaRegularizer: betaRegularizer,
            gammaRegularizer: gammaRegularizer)
        self.name = name
    }

    /// The layer with the arguments that `configuration` holds under Keras' names.
    public init(from configuration: ConfigurationReader) throws {
        axes = try configuration.axes()
        epsilon = try configuration.double("epsilon", default: 1e-3, atLeast: 0)
        affine = try AffineArguments(from: configuration)
        name = try configuration.optionalString("name")
    }

    /// The arguments under Keras' names.
    public var configuration: JSONObject {
        var result: JSONObject = [
            "axis": axes.count == 1 ? .int(axes[0]) : .sizes(axes), "epsilon": .double(epsilon),
        ]
        for (key, value) in affine.configuration.members { result[key] = value }
        return result
    }

    /// The layer's result.
    public func call(_ x: Tensor, in scope: LayerScope) -> Tensor {
        do throws(GraphError) {
            let axes = try x.shape.normalized(axes: axes)
            let shape = Shape(axes.map { x.shape.sizes[$0] })
            let others = x.shape.sizes.indices.filter { !axes.contains($0) }
            let aligned = x.shape.reduced(over: others, keepingDimensions: true)
            let isTrailing = axes == Array((x.rank - axes.count)..<x.rank)
            let (scale, offset) = affine.parameters(shape, in: scope)
            var y = x.normalized(axes, epsilon: epsilon)
            if let scale { y = y * (isTrailing ? scale : scale.reshaped(to: aligned)) }
            if let offset { y = y + (isTrailing ? offset : offset.reshaped(to: aligned)) }
            return y
        } catch {
            return .failed(error)
        }
    }
}
