// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// The square root.
package struct SquareRoot: UnaryElementwise {
    package static let name = "sqrt"

    package init() {}

    package func compute(_ x: Double) -> Double { x.squareRoot() }

    /// ∂√x/∂x = 1/(2√x).
    package func gradient(in context: GradientContext) -> Tensor? {
        context.seed / (2 * context.result)
    }
}

extension Tensor {
    /// The square root of every element.
    public func squareRoot() -> Tensor { Tensor(SquareRoot(), self) }
}
