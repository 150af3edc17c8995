import MartletIR
private import MartletSystem

// SPDX-License-Identifier: Apache-2.0
/// The cosine.
package struct Cosine: UnaryElementwise {
    package static let name = "cos"

    package init() {}

    package func compute(_ x: Double) -> Double { cos(x) }

    /// ∂cos(x)/∂x = −sin(x).
    package func gradient(in context: GradientContext) -> Tensor? {
        -context.seed * context.x.sin()
    }
}

extension Tensor {
    /// The cosine of every element, in radians.
    public func cos() -> Tensor { Tensor(Cosine(), self) }
}
