import MartletIR
private import MartletSystem

// SPDX-License-Identifier: Apache-2.0
/// The logistic function.
package struct Sigmoid: UnaryElementwise {
    package static let name = "sigmoid"

    package init() {}

    package func compute(_ x: Double) -> Double {
        x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x))
    }

    /// ∂σ(x)/∂x = σ(x) · (1 − σ(x)).
    package func gradient(in context: GradientContext) -> Tensor? {
        context.seed * (context.result * (1 - context.result))
    }
}

extension Tensor {
    /// The logistic function 1/(1 + e⁻ˣ) of every element.
    public func sigmoid() -> Tensor { Tensor(Sigmoid(), self) }
}
