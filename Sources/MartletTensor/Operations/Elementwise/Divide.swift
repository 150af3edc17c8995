// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// The quotient of floating numbers.
package struct Divide: BinaryElementwise {
    package static let name = "divide"

    package init() {}

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        let dtype = try operands.commonDType()
        guard dtype.isFloating else {
            throw GraphError(
                code: .typeMismatch, problem: "needs a floating type, got \(dtype)",
                hint: "convert both operands first: x.cast(to: .float32)")
        }
        return TensorType(try operands.broadcastShape(), dtype)
    }

    package func compute(_ x: Double, _ y: Double) -> Double { x / y }
    package func compute(_ x: Int64, _ y: Int64) -> Int64 {
        y == 0 ? 0 : x.dividedReportingOverflow(by: y).partialValue
    }

    /// ∂(x/y)/∂x = 1/y and ∂(x/y)/∂y = −(x/y)/y.
    package func partials(in context: GradientContext) -> (Tensor, Tensor) {
        let left = context.seed / context.y
        return (left, -(left * context.result))
    }
}
