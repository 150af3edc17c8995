// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// An operation that computes each element of the result from one element of its only operand.
package protocol UnaryElementwise: Primitive {
    /// The function of one number.
    func compute(_ x: Double) -> Double
    /// The gradient by the operand.
    func gradient(in context: GradientContext) -> Tensor?
}

extension UnaryElementwise {
    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        try operands.onlyFloating()
    }

    package func gradients(in context: GradientContext) -> [Tensor?] { [gradient(in: context)] }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor {
        operands[0].mapped(as: type, compute)
    }
}
