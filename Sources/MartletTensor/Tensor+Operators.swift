// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// Elementwise equality and order; `==` itself stays free for comparing whole values.
infix operator .!= : ComparisonPrecedence

extension Tensor {
    /// This number as a scalar of the element type of this tensor, which must hold it: `x * 0.5` has no meaning for
    /// whole numbers.
    func literal(_ value: Double) -> Tensor {
        let isHeld =
            dtype.isFloating
            || HostTensor([value], shape: .scalar, dtype: dtype).doubles[0] == value
        return isHeld ? Tensor(value, dtype: dtype) : failing(.numberNotHeld(value, dtype))
    }

    /// The elementwise sum.
    public static func + (lhs: Tensor, rhs: Tensor) -> Tensor { Tensor(Add(), lhs, rhs) }
    /// The elementwise sum with a number.
    public static func + (lhs: Tensor, rhs: Double) -> Tensor { lhs + lhs.literal(rhs) }
    /// The elementwise sum with a number.
    public static func + (lhs: Double, rhs: Tensor) -> Tensor { rhs.literal(lhs) + rhs }

    /// The elementwise difference.
    public static func - (lhs: Tensor, rhs: Tensor) -> Tensor { Tensor(Subtract(), lhs, rhs) }
    /// The elementwise difference with a number.
    public static func - (lhs: Tensor, rhs: Double) -> Tensor { lhs - lhs.literal(rhs) }
    /// The elementwise difference with a number.
    public static func - (lhs: Double, rhs: Tensor) -> Tensor { rhs.literal(lhs) - rhs }

    /// The elementwise product.
    public static func * (lhs: Tensor, rhs: Tensor) -> Tensor { Tensor(Multiply(), lhs, rhs) }
    /// The elementwise product with a number.
    public static func * (lhs: Tensor, rhs: Double) -> Tensor { lhs * lhs.literal(rhs) }
    /// The elementwise product with a number.
    public static func * (lhs: Double, rhs: Tensor) -> Tensor { rhs.literal(lhs) * rhs }

    /// The elementwise quotient.
    public static func / (lhs: Tensor, rhs: Tensor) -> Tensor { Tensor(Divide(), lhs, rhs) }
    /// The elementwise quotient with a number.
    public static func / (lhs: Tensor, rhs: Double) -> Tensor { lhs / lhs.literal(rhs) }
    /// The elementwise quotient with a number.
    public static func / (lhs: Double, rhs: Tensor) -> Tensor { rhs.literal(lhs) / rhs }

    /// Every element with its sign turned.
    public static prefix func - (x: Tensor) -> Tensor { Tensor(Negate(), x) }
    /// `true` where the operand is `false`.
    public static prefix func ! (x: Tensor) -> Tensor { Tensor(Not(), x) }

    /// Where the left element is smaller.
    public static func .< (lhs: Tensor, rhs: Tensor) -> Tensor { lhs.compared(.less, rhs) }
    /// Where the left element is smaller or equal.
    public static func .<= (lhs: Tensor, rhs: Tensor) -> Tensor { lhs.compared(.lessOrEqual, rhs) }
    /// Where the left element is greater.
    public static func .> (lhs: Tensor, rhs: Tensor) -> Tensor { lhs.compared(.greater, rhs) }
    /// Where the left element is greater or equal.
    public static func .>= (lhs: Tensor, rhs: Tensor) -> Tensor {
        lhs.compared(.greaterOrEqual, rhs)
    }
    /// Where the elements are equal.
    public static func .== (lhs: Tensor, rhs: Tensor) -> Tensor { lhs.compared(.equal, rhs) }
    /// Where the elements differ.
    public static func .!= (lhs: Tensor, rhs: Tensor) -> Tensor { lhs.compared(.notEqual, rhs) }

    /// Where the element is smaller than a number.
    public static func .< (lhs: Tensor, rhs: Double) -> Tensor { lhs .< lhs.literal(rhs) }
    /// Where the element is at most a number.
    public static func .<= (lhs: Tensor, rhs: Double) -> Tensor { lhs .<= lhs.literal(rhs) }
    /// Where the element is greater than a number.
    public static func .> (lhs: Tensor, rhs: Double) -> Tensor { lhs .> lhs.literal(rhs) }
    /// Where the element is at least a number.
    public static func .>= (lhs: Tensor, rhs: Double) -> Tensor { lhs .>= lhs.literal(rhs) }
    /// Where the element equals a number.
    public static func .== (lhs: Tensor, rhs: Double) -> Tensor { lhs .== lhs.literal(rhs) }
    /// Where the element is another number.
    public static func .!= (lhs: Tensor, rhs: Double) -> Tensor { lhs .!= lhs.literal(rhs) }

    /// Where both operands are true.
    public static func .& (lhs: Tensor, rhs: Tensor) -> Tensor { Tensor(And(), lhs, rhs) }
    /// Where one operand or both are true.
    public static func .| (lhs: Tensor, rhs: Tensor) -> Tensor { Tensor(Or(), lhs, rhs) }
}

extension GraphError {
    static func numberNotHeld(_ value: Double, _ dtype: DType) -> GraphError {
        GraphError(
            code: .typeMismatch, problem: "\(value) is not a number that \(dtype) holds",
            hint: "convert the tensor first: x.cast(to: .float32)")
    }
}
