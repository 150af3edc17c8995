// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// Turns the order of the elements along axes around.
package struct Reverse: Primitive {
    package static let name = "reverse"
    package let axes: [Int]

    package init(axes: [Int]) { self.axes = axes }

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        try operands[0].shape.requireNormalized(axes)
        return operands[0]
    }

    package func gradients(in context: GradientContext) -> [Tensor?] {
        [context.seed.reversed(axes)]
    }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor {
        if type.shape.count == 0 { return operands[0] }
        var strides = type.shape.strides
        var start = 0
        for axis in axes {
            start += (type.shape.sizes[axis] - 1) * strides[axis]
            strides[axis].negate()
        }
        let offsets = HostTensor.offsets(of: type.shape, strides: strides, start: start)
        return operands[0].gathered(offsets, as: type)
    }
}

extension Tensor {
    /// The elements in opposite order along `axes`.
    public func reversed(_ axes: [Int]) -> Tensor {
        if axes.isEmpty { return self }
        do throws(GraphError) {
            return Tensor(Reverse(axes: try shape.normalized(axes: axes)), self)
        } catch {
            return failing(error)
        }
    }
}
