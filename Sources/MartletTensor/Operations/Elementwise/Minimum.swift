// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// The lesser of two numbers; NaN if one is NaN.
package struct Minimum: BinaryElementwise {
    package static let name = "minimum"

    package init() {}

    package func compute(_ x: Double, _ y: Double) -> Double { x.isNaN || x < y ? x : y }
    package func compute(_ x: Int64, _ y: Int64) -> Int64 { Swift.min(x, y) }

    /// 1 for the operand that was taken, ½ each where they are equal.
    package func partials(in context: GradientContext) -> (Tensor, Tensor) {
        let (x, y, half) = (context.x, context.y, context.seed * 0.5)
        let zero = Tensor.zeros(like: context.seed)
        let tie = Tensor.select(x .== y, half, zero)
        return (
            Tensor.select(x .< y, context.seed, tie), Tensor.select(y .< x, context.seed, tie)
        )
    }
}

extension Tensor {
    /// The lesser of the elements at each place.
    public static func minimum(_ lhs: Tensor, _ rhs: Tensor) -> Tensor {
        Tensor(Minimum(), lhs, rhs)
    }

    /// The lesser of each element and a number.
    public static func minimum(_ lhs: Tensor, _ rhs: Double) -> Tensor {
        minimum(lhs, lhs.literal(rhs))
    }
}
