import MartletIR
private import MartletSystem

// SPDX-License-Identifier: Apache-2.0
/// The error function.
package struct ErrorFunction: UnaryElementwise {
    package static let name = "erf"

    package init() {}

    package func compute(_ x: Double) -> Double { erf(x) }

    /// ∂erf(x)/∂x = 2/√π · exp(−x²).
    package func gradient(in context: GradientContext) -> Tensor? {
        context.seed * (-(context.x * context.x)).exp() * (2 / Double.pi.squareRoot())
    }
}

extension Tensor {
    /// The error function of every element.
    public func erf() -> Tensor { Tensor(ErrorFunction(), self) }
}
