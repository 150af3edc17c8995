// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// The operand itself, as a constant to differentiation.
package struct StopGradient: Primitive {
    package static let name = "stop_gradient"

    package init() {}

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType { operands[0] }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor {
        operands[0]
    }
}

extension Tensor {
    /// The same value, through which no gradient flows.
    public func stopGradient() -> Tensor { Tensor(StopGradient(), self) }
}
