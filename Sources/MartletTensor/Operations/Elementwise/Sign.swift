// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// −1, 0 or 1 by the sign of every element.
package struct Sign: UnaryElementwise {
    package static let name = "sign"

    package init() {}

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        try operands.onlyNumeric()
    }

    package func compute(_ x: Double) -> Double { x > 0 ? 1 : x < 0 ? -1 : x }
    private func compute(_ x: Int64) -> Int64 { x.signum() }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor {
        operands[0].mapped(as: type, compute, compute)
    }

    package func gradient(in context: GradientContext) -> Tensor? {
        nil
    }
}

extension Tensor {
    /// −1, 0 or 1 by the sign of every element; NaN stays NaN.
    public func sign() -> Tensor { Tensor(Sign(), self) }
}
