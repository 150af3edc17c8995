// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// The positive part.
package struct ReLU: UnaryElementwise {
    package static let name = "relu"

    package init() {}

    package func compute(_ x: Double) -> Double { x > 0 || x.isNaN ? x : 0 }

    /// ∂relu(x)/∂x = 1 where relu(x) > 0; by the result, so that x need not be kept.
    package func gradient(in context: GradientContext) -> Tensor? {
        Tensor.select(context.result .> 0, context.seed, .zeros(like: context.seed))
    }
}

extension Tensor {
    /// The positive part max(x, 0) of every element.
    public func relu() -> Tensor { Tensor(ReLU(), self) }
}
