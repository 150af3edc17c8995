// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// The remainder of the division, with the sign of the divisor, as in NumPy.
package struct Remainder: BinaryElementwise {
    package static let name = "remainder"

    package init() {}

    package func compute(_ x: Double, _ y: Double) -> Double { y == 0 ? .nan : x - y * (x / y).rounded(.down) }
    package func compute(_ x: Int64, _ y: Int64) -> Int64 { y == 0 ? 0 : (x % y + y) % y }

    /// ∂(x mod y)/∂y = −⌊x/y⌋.
    package func partials(in context: GradientContext) -> (Tensor, Tensor) {
        (context.seed, -context.seed * (context.x / context.y).floor())
    }
}

extension Tensor {
    /// The remainder of dividing each element by the matching element of `divisor`, with the divisor's sign.
    public func remainder(dividingBy divisor: Tensor) -> Tensor {
        Tensor(Remainder(), self, divisor)
    }
}
