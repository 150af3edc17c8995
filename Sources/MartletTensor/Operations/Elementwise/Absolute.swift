// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// The magnitude of every element.
package struct Absolute: UnaryElementwise {
    package static let name = "abs"

    package init() {}

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        try operands.onlyNumeric()
    }

    package func compute(_ x: Double) -> Double { x.magnitude }
    private func compute(_ x: Int64) -> Int64 { x < 0 ? 0 &- x : x }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor {
        operands[0].mapped(as: type, compute, compute)
    }

    /// ∂|x|/∂x = sign(x), taken as 0 at 0.
    package func gradient(in context: GradientContext) -> Tensor? {
        context.seed * context.x.sign()
    }
}

extension Tensor {
    /// The magnitude of every element.
    public func absolute() -> Tensor { Tensor(Absolute(), self) }
}
