// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
import MartletIR
public import MartletTensor

/// Moves and scales each channel to mean 0 and variance 1, then by learned numbers.
///
///     y = γ · (x − mean) / √(variance + ε) + β
///
/// In training mean and variance are those of the batch (the population's, divided by the count), and running means of
/// both are kept: `moving ← momentum · moving + (1 − momentum) · batch`. Outside training the running means are used.
/// In models of 16 bits the statistics are float32, and so is what is calculated with them.
///
/// ## Shapes
/// - input and output: `[batch, …]`, the same
/// - γ, β and both running means: `[channels]`
///
/// Source: Ioffe & Szegedy, "Batch normalization", 2015.
public final class BatchNormalization: UnaryLayer, StorableLayer {
    /// Keras' name of the class.
    public static let className = "BatchNormalization"
    /// The name given to the layer; the model makes one if it is `nil`.
    public let name: String?
    /// The axis of the channels; negative ones count from the end.
    public let axis: Int
    /// How much of the running means stays in every step.
    public let momentum: Double
    /// What keeps the divisor from 0.
    public let epsilon: Double
    /// What is learned, and what it starts from.
    public let affine: AffineArguments
    /// The running mean before the first step.
    public let movingMeanInitializer: Initializer
    /// The running variance before the first step.
    public let movingVarianceInitializer: Initializer

    /// A layer that normalises channels.
    ///
    /// - Parameters:
    ///   - axis: The axis of the channels; negative ones count from the end.
    ///   - momentum: How much of the running means stays in every step, from 0 to 1.
    ///   - epsilon: What keeps the divisor from 0.
    ///   - center: Whether β is learned and added.
    ///   - scale: Whether γ is learned and multiplied.
    ///   - betaInitializer: The β that training starts from.
    ///   - gammaInitializer: The γ that training starts from.
    ///   - betaRegularizer: The penalty on a large β.
    ///   - gammaRegularizer: The penalty on a large γ.
    ///   - movingMeanInitializer: The running mean before the first step.
    ///   - movingVarianceInitializer: The running variance before the first step.
    ///   - name: The layer's name; `batch_normalization`, `batch_normalization_1`, … if `nil`.
    public init(
        axis: Int = -1, momentum: Double = 0.99, epsilon: Double = 1e-3, center: Bool = true,
        scale: Bool = true, betaInitializer: Initializer = .zeros,
        gammaInitializer: Initializer = .ones,
        betaRegularizer: Regularizer? = nil, gammaRegularizer: Regularizer? = nil,
        movingMeanInitializer: Initializer = .zeros,
        movingVarianceInitializer: Initializer = .ones, name: String? = nil
    ) {
        precondition(
            (0...1).contains(momentum),
            "BatchNormalization: momentum must be from 0 to 1, got \(momentum).")
        precondition(
            epsilon >= 0, "BatchNormalization: epsilon cannot be negative, got \(epsilon).")
        self.axis = axis
        self.momentum = momentum
        self.epsilon = epsilon
        affine = AffineArguments(
            center: center, scale: scale, betaInitializer: betaInitializer,
            gammaInitializer: gammaInitializer, betaRegularizer: betaRegularizer,
            gammaRegularizer: gammaRegularizer)
        self.movingMeanInitializer = movingMeanInitializer
        self.movingVarianceInitializer = movingVarianceInitializer
        self.name = name
    }

    /// The layer with the arguments that `configuration` holds under Keras' names.
    public init(from configuration: ConfigurationReader) throws {
        axis = try configuration.axis()
        momentum = try configuration.fraction("momentum", default: 0.99)
        epsilon = try configuration.double("epsilon", default: 1e-3, atLeast: 0)
        affine = try AffineArguments(from: configuration)
        movingMeanInitializer = try configuration.argument("moving_mean_initializer") ?? .zeros
        movingVarianceInitializer =
            try configuration.argument("moving_variance_initializer") ?? .ones
        name = try configuration.optionalString("name")
    }

    /// The arguments under Keras' names.
    public var configuration: JSONObject {
        var result: JSONObject = [
            "axis": .int(axis), "momentum": .double(momentum), "epsilon": .double(epsilon),
            "moving_mean_initializer": movingMeanInitializer.argument,
            "moving_variance_initializer": movingVarianceInitializer.argument,
        ]
        for (key, value) in affine.configuration.members { result[key] = value }
        return result
    }

    /// The layer's result.
    public func call(_ x: Tensor, in scope: LayerScope) -> Tensor {
        guard let channelAxis = x.shape.index(ofAxis: axis) else {
            return .failed(.axisOutOfRange(axis, in: x.shape))
        }
        let channels: Shape = [x.shape[channelAxis]]
        let parameters = affine.parameters(channels, in: scope)
        let scale = parameters.scale?.cast(to: x.dtype.wide)
        let offset = parameters.offset?.cast(to: x.dtype.wide)
        let wide = x.cast(to: x.dtype.wide)
        let mean = scope.parameter(
            "moving_mean", channels, movingMeanInitializer, isTrainable: false,
            dtype: x.dtype.wide)
        let variance = scope.parameter(
            "moving_variance", channels, movingVarianceInitializer, isTrainable: false,
            dtype: x.dtype.wide)
        let aligned = Self.alignment(to: channelAxis, of: x)
        guard scope.isTraining else {
            // Everything but one multiplication and one addition is per channel.
            let factor = (variance + epsilon).reciprocalSquareRoot() * (scale ?? .ones(like: mean))
            let shift = (offset ?? .zeros(like: mean)) - mean * factor
            return (wide * aligned(factor) + aligned(shift)).cast(to: x.dtype)
        }
        let axes = x.shape.sizes.indices.filter { $0 != channelAxis }
        let batch = wide.normalizedWithStatistics(axes, epsilon: epsilon)
        keep(batch.mean.reshaped(to: channels), "moving_mean", mean, scope)
        keep(batch.variance.reshaped(to: channels), "moving_variance", variance, scope)
        let scaled = scale.map { batch.result * aligned($0) } ?? batch.result
        return (offset.map { scaled + aligned($0) } ?? scaled).cast(to: x.dtype)
    }

    private func keep(_ value: Tensor, _ name: String, _ before: Tensor, _ scope: LayerScope) {
        scope.update(name, to: before * momentum + value.stopGradient() * (1 - momentum))
    }

    /// From `[channels]` to a shape that broadcasts along the other axes of `x`.
    private static func alignment(to axis: Int, of x: Tensor) -> (Tensor) -> Tensor {
        if axis == x.rank - 1 { return { $0 } }
        let ones = [Int](repeating: 1, count: x.rank - 1 - axis)
        return { $0.reshaped(to: Shape($0.shape.sizes + ones)) }
    }
}
