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
public struct BatchNormalization: UnaryLayer, StorableLayer {
    /// Who the layer is, and its name.
    public var identity: LayerIdentity
    /// The axis of the channels; negative ones count from the end.
    public internal(set) var axis: Int
    /// How much of the running means stays in every step.
    public internal(set) var momentum: Double
    /// What keeps the divisor from 0.
    public internal(set) var epsilon: Double
    /// What is learned, and what it starts from.
    public internal(set) var affine: AffineArguments
    /// The running mean before the first step.
    public internal(set) var movingMeanInitializer: Initializer
    /// The running variance before the first step.
    public internal(set) var movingVarianceInitializer: Initializer

    /// A layer that normalises channels, then by β (`center`) and γ (`scale`).
    public init(
        axis: Int = -1, momentum: Double = 0.99, epsilon: Double = 1e-3, center: Bool = true,
        scale: Bool = true, betaInitializer: Initializer = .zeros,
        gammaInitializer: Initializer = .ones,
        betaRegularizer: Regularizer? = nil, gammaRegularizer: Regularizer? = nil,
        movingMeanInitializer: Initializer = .zeros,
        movingVarianceInitializer: Initializer = .ones, name: String? = nil
    ) {
        identity = LayerIdentity(name: name)
        (self.axis, self.momentum, self.epsilon) = (axis, momentum, epsilon)
        affine = AffineArguments(
            center: center, scale: scale,
            beta: ParameterOptions(betaInitializer, regularizer: betaRegularizer),
            gamma: ParameterOptions(gammaInitializer, regularizer: gammaRegularizer))
        self.movingMeanInitializer = movingMeanInitializer
        self.movingVarianceInitializer = movingVarianceInitializer
        requireValidArguments()
    }

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        BatchNormalization(),
        .argument(
            "axis", \.axis, as: .axis, in: .axes,
            "The axis of the channels; negative ones count from the end."),
        .argument(
            "momentum", \.momentum, in: 0...1,
            "How much of the running means stays in every step."),
        .argument("epsilon", \.epsilon, in: 0..., "What keeps the divisor from 0."),
        .including(\.affine),
        .argument(
            "moving_mean_initializer", \.movingMeanInitializer,
            "The running mean before the first step."),
        .argument(
            "moving_variance_initializer", \.movingVarianceInitializer,
            "The running variance before the first step."),
        .fixed("synchronized", false), .fixed("renorm", false), .fixed("renorm_clipping", nil),
        .ignored("renorm_momentum"))

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
