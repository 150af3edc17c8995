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
    private func compute(_ x: Int64) -> Int64 { 0 &- x }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor {
        operands[0].mapped(as: type, compute, compute)
    }

    /// ∂(−x)/∂x = −1.
    package func gradient(in context: GradientContext) -> Tensor? {
        -context.seed
    }
}
