// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// The remainder of the division, with the sign of the divisor, as in NumPy.
package struct Remainder: BinaryElementwise {
    package static let name = "remainder"

    package init() {}

    package func compute(_ x: Double, _ y: Double) -> Double {
        let rest = x.truncatingRemainder(dividingBy: y)
        return rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest
    }

    package func compute(_ x: Int64, _ y: Int64) -> Int64 {
        if y == 0 { return 0 }
        let rest = x.remainderReportingOverflow(dividingBy: y).partialValue
        return rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest
    }

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
