// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletIR

extension Initializer {
    /// Equally likely between two bounds.
    public struct RandomUniform: RandomInitializerRule {
        /// The least value.
        public var low: Double
        /// The bound above.
        public var high: Double
        /// Chooses the numbers.
        public var seed: Int?

        /// Numbers from `low` to below `high`.
        public init(low: Double = -0.05, high: Double = 0.05, seed: Int? = nil) {
            (self.low, self.high, self.seed) = (low, high, seed)
            requireValidArguments()
        }

        /// The arguments under Keras' names.
        public static let schema = Schema<Self>(
            RandomUniform(), .argument("minval", \.low, "The least value."),
            .argument("maxval", \.high, "The bound above."), .seed,
            .rule("maxval") { rule in
                rule.high < rule.low
                    ? "must be at least \(rule.low), the least value, got \(rule.high)" : nil
            })

        /// Random numbers.
        public func elements(_ shape: Shape, _ dtype: DType, from source: RandomSequence)
            -> [Double]
        {
            source.uniform(shape.count, low: low, high: high, as: dtype)
        }
    }
}
