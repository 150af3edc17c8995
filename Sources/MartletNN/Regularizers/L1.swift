// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

extension Regularizer {
    /// A penalty on magnitudes, which drives weights to 0: `l1 · Σ|w|`.
    public struct L1: RegularizerRule {
        /// The factor of the sum of magnitudes.
        public var factor: Double

        /// The penalty.
        public init(_ factor: Double = 0.01) {
            self.factor = factor
            requireValidArguments()
        }

        /// The arguments under Keras' names.
        public static let schema = Schema<Self>(
            L1(), .argument("l1", \.factor, in: 0..., "The factor of the sum of magnitudes."))

        /// The penalty of a parameter, a scalar.
        public func callAsFunction(_ parameter: Tensor) -> Tensor {
            parameter.absolute().sum() * factor
        }
    }
}
