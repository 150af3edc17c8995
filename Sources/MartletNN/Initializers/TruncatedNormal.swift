// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletIR

extension Initializer {
    /// Normally distributed, drawn again while further than two standard deviations from the mean.
    public struct TruncatedNormal: RandomInitializerRule {
        /// The mean.
        public var mean: Double
        /// The standard deviation before the tails are cut off.
        public var standardDeviation: Double
        /// Chooses the numbers.
        public var seed: Int?

        /// Normal numbers without tails.
        public init(mean: Double = 0, standardDeviation: Double = 0.05, seed: Int? = nil) {
            (self.mean, self.standardDeviation, self.seed) = (mean, standardDeviation, seed)
            requireValidArguments()
        }

        /// The arguments under Keras' names.
        public static let schema = Schema<Self>(
            TruncatedNormal(), .argument("mean", \.mean, "The mean."),
            .argument(
                "stddev", \.standardDeviation, in: 0...,
                "The standard deviation before the tails are cut off."), .seed)

        /// Random numbers.
        public func elements(_ shape: Shape, _ dtype: DType, from source: RandomSequence)
            -> [Double]
        {
            source.truncatedNormal(shape.count).map { mean + standardDeviation * $0 }
        }
    }
}
