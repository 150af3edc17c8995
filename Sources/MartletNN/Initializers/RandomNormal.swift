// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletIR

extension Initializer {
    /// Normally distributed.
    public struct RandomNormal: RandomInitializerRule {
        /// The mean.
        public var mean: Double
        /// The standard deviation.
        public var standardDeviation: Double
        /// Chooses the numbers.
        public var seed: Int?

        /// Normal numbers.
        public init(mean: Double = 0, standardDeviation: Double = 0.05, seed: Int? = nil) {
            (self.mean, self.standardDeviation, self.seed) = (mean, standardDeviation, seed)
            requireValidArguments()
        }

        /// The arguments under Keras' names.
        public static let schema = Schema<Self>(
            RandomNormal(), .argument("mean", \.mean, "The mean."),
            .argument("stddev", \.standardDeviation, in: 0..., "The standard deviation."), .seed)

        /// Random numbers.
        public func elements(_ shape: Shape, _ dtype: DType, from source: RandomSequence)
            -> [Double]
        {
            source.normal(shape.count).map { mean + standardDeviation * $0 }
        }
    }
}
