// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// The product.
package struct Multiply: BinaryElementwise {
    package static let name = "multiply"

    package init() {}

    package func compute(_ x: Double, _ y: Double) -> Double { x * y }
    package func compute(_ x: Int64, _ y: Int64) -> Int64 { x &* y }

    package func partials(in context: GradientContext) -> (Tensor, Tensor) {
        (context.seed * context.y, context.seed * context.x)
    }
}
