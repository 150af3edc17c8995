import MartletIR
private import MartletSystem

// SPDX-License-Identifier: Apache-2.0
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

    /// ∂xʸ/∂x = y · xʸ⁻¹, 0 where y is 0, and ∂xʸ/∂y = xʸ · ln(x), taken as 0 where x is not positive.
    package func partials(in context: GradientContext) -> (Tensor, Tensor) {
        let (x, y) = (context.x, context.y)
        let one = Tensor.ones(like: x)
        let logarithm = Tensor.select(x .> 0, x, one).log()
        return (context.seed * slope(x, y), context.seed * context.result * logarithm)
    }

    /// y · xʸ⁻¹; where y is 0, x⁻¹ may be infinite and its product with 0 NaN.
    private func slope(_ x: Tensor, _ y: Tensor) -> Tensor {
        if let exponent = y.node.operation as? Literal, exponent.value != 0 {
            return y * x.raised(to: exponent.value - 1)
        }
        let isZero = y .== 0
        let lowered = Tensor.select(isZero, .ones(like: y), y - 1)
        return Tensor.select(isZero, .zeros(like: y), y * x.raised(to: lowered))
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
