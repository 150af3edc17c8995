// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
import MartletIR
public import MartletTensor

extension Regularizer {
    /// Both penalties: `l1 · Σ|w| + l2 · Σw²`.
    public struct L1L2: RegularizerRule {
        /// The factor of the sum of magnitudes.
        public var l1: Double
        /// The factor of the sum of squares.
        public var l2: Double

        /// The penalty.
        public init(_ l1: Double = 0, _ l2: Double = 0) {
            (self.l1, self.l2) = (l1, l2)
            requireValidArguments()
        }

        /// The arguments under Keras' names.
        public static let schema = Schema<Self>(
            L1L2(), .argument("l1", \.l1, in: 0..., "The factor of the sum of magnitudes."),
            .argument("l2", \.l2, in: 0..., "The factor of the sum of squares."))

        /// The penalty of a parameter, a scalar; what has the factor 0 is not calculated.
        public func callAsFunction(_ parameter: Tensor) -> Tensor {
            if l1 == 0, l2 == 0 { return .zeros([], dtype: parameter.dtype) }
            if l1 == 0 { return L2(l2)(parameter) }
            if l2 == 0 { return L1(l1)(parameter) }
            return L1(l1)(parameter) + L2(l2)(parameter)
        }
    }
}
