// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// 1/√x.
package struct ReciprocalSquareRoot: UnaryElementwise {
    package static let name = "rsqrt"

    package init() {}

    package func compute(_ x: Double) -> Double { 1 / x.squareRoot() }

    /// ∂x^(−½)/∂x = −½ · x^(−½)/x.
    package func gradient(in context: GradientContext) -> Tensor? {
        context.seed * (-0.5) * context.result / context.x
    }
}

extension Tensor {
    /// 1/√x of every element.
    public func reciprocalSquareRoot() -> Tensor { Tensor(ReciprocalSquareRoot(), self) }
}
