import MartletIR
private import MartletSystem

// SPDX-License-Identifier: Apache-2.0
/// The sine.
package struct Sine: UnaryElementwise {
    package static let name = "sin"

    package init() {}

    package func compute(_ x: Double) -> Double { sin(x) }

    /// ∂sin(x)/∂x = cos(x).
    package func gradient(in context: GradientContext) -> Tensor? {
        context.seed * context.x.cos()
    }
}

extension Tensor {
    /// The sine of every element, in radians.
    public func sin() -> Tensor { Tensor(Sine(), self) }
}
