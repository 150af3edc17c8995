// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

extension Regularizer {
    /// A penalty on squares, which keeps weights small: `l2 · Σw²`.
    public struct L2: RegularizerRule {
        /// The factor of the sum of squares.
        public var factor: Double

        /// The penalty.
        public init(_ factor: Double = 0.01) {
            self.factor = factor
            requireValidArguments()
        }

        /// The arguments under Keras' names.
        public static let schema = Schema<Self>(
            L2(), .argument("l2", \.factor, in: 0..., "The factor of the sum of squares."))

        /// The penalty of a parameter, a scalar.
        public func callAsFunction(_ parameter: Tensor) -> Tensor {
            parameter.squared().sum() * factor
        }
    }
}
