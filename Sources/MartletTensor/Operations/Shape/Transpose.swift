// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// Puts the axes in another order.
package struct Transpose: Primitive {
    package static let name = "transpose"
    /// For each axis of the result, the operand's axis it comes from.
    package let permutation: [Int]

    package init(permutation: [Int]) { self.permutation = permutation }

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        let type = operands[0]
        guard permutation.sorted() == Array(0..<type.shape.rank) else {
            throw GraphError(
                code: .axisOutOfRange,
                problem: "\(permutation) does not name each axis of \(type.shape) once")
        }
        return TensorType(Shape(permutation.map { type.shape.sizes[$0] }), type.dtype)
    }

    package func gradients(in context: GradientContext) -> [Tensor?] {
        var inverse = permutation
        for (target, source) in permutation.enumerated() { inverse[source] = target }
        return [context.seed.transposed(inverse)]
    }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor {
        let strides = operands[0].shape.strides
        let offsets = HostTensor.offsets(of: type.shape, strides: permutation.map { strides[$0] })
        return operands[0].gathered(offsets, as: type)
    }
}

extension Tensor {
    /// The axes in the order that `permutation` gives; reversed if it is `nil`.
    public func transposed(_ permutation: [Int]? = nil) -> Tensor {
        let axes = permutation?.map { $0 < 0 ? $0 + rank : $0 } ?? Array((0..<rank).reversed())
        return axes == Array(0..<rank) ? self : Tensor(Transpose(permutation: axes), self)
    }
}
