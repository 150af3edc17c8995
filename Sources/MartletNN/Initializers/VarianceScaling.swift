// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletIR

extension Initializer {
    /// Random initial values whose variance fits the number of connections, so that signals keep their size.
    ///
    ///     variance = scale / fan
    ///
    /// Source: Glorot & Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010;
    /// He, Zhang, Ren & Sun, "Delving deep into rectifiers", 2015.
    public struct VarianceScaling: RandomInitializerRule {
        /// What the scale is divided by.
        public enum Mode: String, ArgumentWord {
            /// The number of inputs of each output.
            case fanIn = "fan_in"
            /// The number of outputs of each input.
            case fanOut = "fan_out"
            /// The mean of both.
            case fanAverage = "fan_avg"
        }

        /// How the values are spread.
        public enum Distribution: String, ArgumentWord {
            /// Equally likely between two bounds.
            case uniform
            /// Normally distributed within two standard deviations.
            case normal = "truncated_normal"
            /// Normally distributed without bounds.
            case untruncatedNormal = "untruncated_normal"

            /// Keras' other word.
            public static var aliases: [String: Distribution] { ["normal": .normal] }
        }

        /// The factor of the variance.
        public var scale: Double
        /// What the scale is divided by.
        public var mode: Mode
        /// How the values are spread.
        public var distribution: Distribution
        /// Chooses the numbers.
        public var seed: Int?

        /// Values with variance `scale / fan`.
        public init(
            scale: Double = 1, mode: Mode = .fanIn, distribution: Distribution = .normal,
            seed: Int? = nil
        ) {
            (self.scale, self.mode) = (scale, mode)
            (self.distribution, self.seed) = (distribution, seed)
            requireValidArguments()
        }

        /// The arguments under Keras' names.
        public static let schema = Schema<Self>(
            VarianceScaling(),
            .argument("scale", \.scale, in: .above(0), "The factor of the variance."),
            .argument("mode", \.mode, "What the scale is divided by."),
            .argument("distribution", \.distribution, "How the values are spread."), .seed,
            .windows)

        /// Random numbers.
        public func elements(_ shape: Shape, _ dtype: DType, from source: RandomSequence)
            -> [Double]
        {
            resolved(for: shape).elements(shape, dtype, from: source)
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
        func resolved(for shape: Shape) -> any InitializerRule {
            let deviation = standardDeviation(for: shape)
            switch distribution {
            case .uniform:
                let limit = 3.0.squareRoot() * deviation
                return RandomUniform(low: -limit, high: limit)
            case .normal:
                // Cutting the tails off makes the deviation smaller by this factor.
                let correction = 0.879_625_661_034_239_78
                return TruncatedNormal(mean: 0, standardDeviation: deviation / correction)
            case .untruncatedNormal:
                return RandomNormal(mean: 0, standardDeviation: deviation)
            }
        }
    }
}
