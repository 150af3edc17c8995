// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// Turns the sign of every element.
package struct Negate: UnaryElementwise {
    package static let name = "negate"

    package init() {}

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        try operands.onlyNumeric()
    }

    package func compute(_ x: Double) -> Double { -x }

    /// ∂(−x)/∂x = −1.
    package func gradient(in context: GradientContext) -> Tensor? {
        -context.seed
    }
}
