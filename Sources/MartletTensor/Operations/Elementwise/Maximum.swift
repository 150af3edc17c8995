// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// The greater of two numbers; NaN if one is NaN.
package struct Maximum: BinaryElementwise {
    package static let name = "maximum"

    package init() {}

    package func compute(_ x: Double, _ y: Double) -> Double { x.isNaN || x > y ? x : y }
    package func compute(_ x: Int64, _ y: Int64) -> Int64 { Swift.max(x, y) }

    /// 1 for the operand that was taken, ½ each where they are equal.
    package func partials(in context: GradientContext) -> (Tensor, Tensor) {
        let (x, y, half) = (context.x, context.y, context.seed * 0.5)
        let zero = Tensor.zeros(like: context.seed)
        let tie = Tensor.select(x .== y, half, zero)
        return (
            Tensor.select(x .> y, context.seed, tie), Tensor.select(y .> x, context.seed, tie)
        )
    }
}

extension Tensor {
    /// The greater of the elements at each place.
    public static func maximum(_ lhs: Tensor, _ rhs: Tensor) -> Tensor {
        Tensor(Maximum(), lhs, rhs)
    }

    /// The greater of each element and a number.
    public static func maximum(_ lhs: Tensor, _ rhs: Double) -> Tensor {
        maximum(lhs, lhs.literal(rhs))
    }
}
