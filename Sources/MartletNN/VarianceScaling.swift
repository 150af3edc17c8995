// SPDX-License-Identifier: Apache-2.0
public import MartletIR

/// Random initial values whose variance fits the number of connections, so that signals keep their size.
///
///     variance = scale / fan
///
/// Source: Glorot & Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010;
/// He, Zhang, Ren & Sun, "Delving deep into rectifiers", 2015.
public struct VarianceScaling: Hashable, Sendable {
    /// What the scale is divided by.
    public enum Mode: String, CaseIterable, Hashable, Sendable {
        /// The number of inputs of each output.
        case fanIn = "fan_in"
        /// The number of outputs of each input.
        case fanOut = "fan_out"
        /// The mean of both.
        case fanAverage = "fan_avg"
    }

    /// How the values are spread.
    public enum Distribution: String, CaseIterable, Hashable, Sendable {
        /// Equally likely between two bounds.
        case uniform
        /// Normally distributed within two standard deviations.
        case normal = "truncated_normal"
        /// Normally distributed without bounds.
        case untruncatedNormal = "untruncated_normal"
    }

    /// The factor of the variance.
    public let scale: Double
    /// What the scale is divided by.
    public let mode: Mode
    /// How the values are spread.
    public let distribution: Distribution

    /// Values with variance `scale / fan`.
    public init(
        scale: Double = 1, mode: Mode = .fanIn, distribution: Distribution = .normal
    ) {
        precondition(
            scale > 0 && scale.isFinite, "VarianceScaling: scale must be positive, got \(scale).")
        self.scale = scale
        self.mode = mode
        self.distribution = distribution
    }

    /// How many inputs each output has, and outputs each input, in a parameter of the given shape.
    ///
    /// A kernel is `[window…, inputs, outputs]`, as in Keras.
    public static func fans(of shape: Shape) -> (fanIn: Double, fanOut: Double) {
        switch shape.rank {
        case 0: return (1, 1)
        case 1: return (Double(shape[0]), Double(shape[0]))
        default:
            let window = Double(shape.sizes.dropLast(2).reduce(1, *))
            return (window * Double(shape[-2]), window * Double(shape[-1]))
        }
    }

    /// The standard deviation of the values for a parameter of the given shape.
    func standardDeviation(for shape: Shape) -> Double {
        let (fanIn, fanOut) = Self.fans(of: shape)
        let fan =
            switch mode {
            case .fanIn: fanIn
            case .fanOut: fanOut
            case .fanAverage: (fanIn + fanOut) / 2
            }
        return (scale / max(fan, 1)).squareRoot()
    }

    /// The distribution for a parameter of the given shape, as an initialiser without reference to fans.
    func resolved(for shape: Shape) -> Initializer {
        let deviation = standardDeviation(for: shape)
        switch distribution {
        case .uniform:
            let limit = 3.0.squareRoot() * deviation
            return .uniform(low: -limit, high: limit)
        case .normal:
            // Cutting the tails off makes the deviation smaller by this factor.
            let correction = 0.879_625_661_034_239_78
            return .truncatedNormal(mean: 0, standardDeviation: deviation / correction)
        case .untruncatedNormal:
            return .normal(mean: 0, standardDeviation: deviation)
        }
    }
}
