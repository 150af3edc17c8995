import MartletIR
private import MartletSystem

// SPDX-License-Identifier: Apache-2.0
/// e to the power of every element.
package struct Exponential: UnaryElementwise {
    package static let name = "exp"

    package init() {}

    package func compute(_ x: Double) -> Double { exp(x) }

    /// ∂eˣ/∂x = eˣ.
    package func gradient(in context: GradientContext) -> Tensor? {
        context.seed * context.result
    }
}

extension Tensor {
    /// e to the power of every element.
    public func exp() -> Tensor { Tensor(Exponential(), self) }
}
