// SPDX-License-Identifier: Apache-2.0
#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif
import MartletIR

/// x to the power of y.
package struct Power: BinaryElementwise {
    package static let name = "power"

    package init() {}

    package func compute(_ x: Double, _ y: Double) -> Double { pow(x, y) }
    package func compute(_ x: Int64, _ y: Int64) -> Int64 {
        var (base, exponent, result): (Int64, Int64, Int64) = (x, y, y < 0 ? 0 : 1)
        while exponent > 0 {
            if exponent & 1 == 1 { result &*= base }
            base &*= base
            exponent >>= 1
        }
        return result
    }

    /// ∂xʸ/∂x = y · xʸ⁻¹ and ∂xʸ/∂y = xʸ · ln(x), taken as 0 where x is not positive.
    package func partials(in context: GradientContext) -> (Tensor, Tensor) {
        let (x, y) = (context.x, context.y)
        let one = Tensor.ones(like: x)
        let logarithm = Tensor.select(x .> 0, x, one).log()
        return (context.seed * y * x.raised(to: y - 1), context.seed * context.result * logarithm)
    }
}

extension Tensor {
    /// Every element to the power of the matching element of `exponent`.
    public func raised(to exponent: Tensor) -> Tensor { Tensor(Power(), self, exponent) }

    /// Every element to the power of a number.
    public func raised(to exponent: Double) -> Tensor { raised(to: literal(exponent)) }

    /// Every element times itself.
    public func squared() -> Tensor { self * self }
}
