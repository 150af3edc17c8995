// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

/// The positive part of every element, with a bound, a threshold and a slope below it if asked.
///
///     y = maxValue                          where x ≥ maxValue
///     y = x                                 where threshold < x < maxValue
///     y = negativeSlope · (x − threshold)   elsewhere
///
/// ## Shapes
/// - input and output: any, the same
public struct ReLU: UnaryLayer, StorableLayer {
    /// Who the layer is, and its name.
    public var identity: LayerIdentity
    /// The greatest result; no bound if `nil`.
    public internal(set) var maxValue: Double?
    /// The slope below the threshold.
    public internal(set) var negativeSlope: Double
    /// Where elements begin to pass.
    public internal(set) var threshold: Double

    /// A layer that keeps the positive part.
    public init(
        maxValue: Double? = nil, negativeSlope: Double = 0, threshold: Double = 0,
        name: String? = nil
    ) {
        identity = LayerIdentity(name: name)
        (self.maxValue, self.negativeSlope) = (maxValue, negativeSlope)
        self.threshold = threshold
        requireValidArguments()
    }

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        ReLU(),
        .argument("max_value", \.maxValue, in: 0..., "The greatest result; no bound if null."),
        .argument("negative_slope", \.negativeSlope, in: 0..., "The slope below the threshold."),
        .argument("threshold", \.threshold, in: 0..., "Where elements begin to pass."))

    /// The layer's result.
    public func call(_ x: Tensor, in scope: LayerScope) -> Tensor {
        if maxValue == nil, threshold == 0 {
            return negativeSlope == 0 ? x.relu() : x.leakyReLU(slope: negativeSlope)
        }
        // NaN fails every comparison, and so passes through.
        let below =
            negativeSlope == 0 ? .zeros(like: x) : (threshold - x).relu() * -negativeSlope
        let result = Tensor.select(x .<= threshold, below, x)
        guard let maxValue else { return result }
        // Keras takes a kernel of its own for 6, whose gradient is 0 at 6 already.
        let isAbove = maxValue == 6 && threshold == 0 ? result .>= 6 : result .> maxValue
        return Tensor.select(isAbove, .full(x.shape, maxValue, dtype: x.dtype), result)
    }
}
