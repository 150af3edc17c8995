import MartletIR
private import MartletSystem

// SPDX-License-Identifier: Apache-2.0
/// The hyperbolic tangent.
package struct HyperbolicTangent: UnaryElementwise {
    package static let name = "tanh"

    package init() {}

    package func compute(_ x: Double) -> Double { tanh(x) }

    /// ∂tanh(x)/∂x = 1 − tanh²(x).
    package func gradient(in context: GradientContext) -> Tensor? {
        context.seed * (1 - context.result * context.result)
    }
}

extension Tensor {
    /// The hyperbolic tangent of every element.
    public func tanh() -> Tensor { Tensor(HyperbolicTangent(), self) }
}
