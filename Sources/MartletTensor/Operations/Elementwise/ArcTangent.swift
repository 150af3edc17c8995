// SPDX-License-Identifier: Apache-2.0
import MartletIR
private import MartletSystem

/// The arc tangent.
package struct ArcTangent: UnaryElementwise {
    package static let name = "atan"

    package init() {}

    package func compute(_ x: Double) -> Double { atan(x) }

    /// ∂atan(x)/∂x = 1 / (1 + x²).
    package func gradient(in context: GradientContext) -> Tensor? {
        context.seed / (1 + context.x * context.x)
    }
}

extension Tensor {
    /// The arc tangent of every element, in radians between −π/2 and π/2.
    public func atan() -> Tensor { Tensor(ArcTangent(), self) }
}
