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
public final class ReLU: UnaryLayer, StorableLayer {
    /// Keras' name of the class.
    public static let className = "ReLU"
    /// The name given to the layer; the model makes one if it is `nil`.
    public let name: String?
    /// The greatest result; no bound if `nil`.
    public let maxValue: Double?
    /// The slope below the threshold.
    public let negativeSlope: Double
    /// Where elements begin to pass.
    public let threshold: Double

    /// A layer that keeps the positive part.
    ///
    /// - Parameters:
    ///   - maxValue: The greatest result, at least 0; no bound if `nil`.
    ///   - negativeSlope: The slope below the threshold, at least 0.
    ///   - threshold: Where elements begin to pass, at least 0.
    ///   - name: The layer's name; `re_lu`, `re_lu_1`, … if `nil`.
    public init(
        maxValue: Double? = nil, negativeSlope: Double = 0, threshold: Double = 0,
        name: String? = nil
    ) {
        for value in [maxValue ?? 0, negativeSlope, threshold] {
            precondition(value >= 0, "ReLU: no argument can be negative, got \(value).")
        }
        self.maxValue = maxValue
        self.negativeSlope = negativeSlope
        self.threshold = threshold
        self.name = name
    }

    /// The layer with the arguments that `configuration` holds under Keras' names.
    public convenience init(from configuration: ConfigurationReader) throws {
        self.init(
            maxValue: try configuration.optionalDouble("max_value", atLeast: 0),
            negativeSlope: try configuration.double("negative_slope", default: 0, atLeast: 0),
            threshold: try configuration.double("threshold", default: 0, atLeast: 0),
            name: try configuration.optionalString("name"))
    }

    /// The arguments under Keras' names.
    public var configuration: JSONObject {
        [
            "max_value": maxValue.map { .double($0) } ?? .null,
            "negative_slope": .double(negativeSlope), "threshold": .double(threshold),
        ]
    }

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
