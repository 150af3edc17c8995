import MartletIR
private import MartletSystem

// SPDX-License-Identifier: Apache-2.0
/// eˣ − 1, exact near 0.
package struct ExponentialMinusOne: UnaryElementwise {
    package static let name = "expm1"

    package init() {}

    package func compute(_ x: Double) -> Double { expm1(x) }

    /// ∂(eˣ − 1)/∂x = eˣ.
    package func gradient(in context: GradientContext) -> Tensor? {
        context.seed * (context.result + 1)
    }
}

extension Tensor {
    /// eˣ − 1 of every element, exact near 0.
    public func expMinusOne() -> Tensor { Tensor(ExponentialMinusOne(), self) }
}
