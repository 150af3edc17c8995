// SPDX-License-Identifier: Apache-2.0
public import MartletIR

/// Stretches axes of size 1, and adds axes at the front, by NumPy's rule.
package struct Broadcast: Primitive {
    package static let name = "broadcast"
    package let shape: Shape

    package init(shape: Shape) { self.shape = shape }

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        guard Shape.broadcast(operands[0].shape, shape) == shape else {
            throw GraphError(
                code: .shapeMismatch, problem: "\(operands[0].shape) does not stretch to \(shape)",
                hint: "only axes of size 1 stretch, counted from the last axis")
        }
        return TensorType(shape, operands[0].dtype)
    }

    package func gradients(in context: GradientContext) -> [Tensor?] {
        [context.seed.summed(to: context.x.shape)]
    }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor {
        let strides = operands[0].shape.broadcastStrides(to: shape)
        return operands[0].gathered(HostTensor.offsets(of: shape, strides: strides), as: type)
    }
}

extension Tensor {
    /// The elements repeated along axes of size 1, and new axes at the front, up to `shape`.
    public func broadcast(to shape: Shape) -> Tensor {
        shape == self.shape ? self : Tensor(Broadcast(shape: shape), self)
    }
}
