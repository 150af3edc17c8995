// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// An operation that computes each element of the result from one element of each of its two operands,
/// which broadcast to a common shape.
package protocol BinaryElementwise: Primitive {
    /// The function of two numbers.
    func compute(_ x: Double, _ y: Double) -> Double
    /// The function of two whole numbers, wrapping on overflow.
    func compute(_ x: Int64, _ y: Int64) -> Int64
    /// The gradients by both operands, before they are summed to the operands' shapes.
    func partials(in context: GradientContext) -> (Tensor, Tensor)
}

extension BinaryElementwise {
    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        let dtype = try operands.commonDType()
        guard dtype != .bool else { throw .needsNumbers() }
        return TensorType(try operands.broadcastShape(), dtype)
    }

    package func gradients(in context: GradientContext) -> [Tensor?] {
        let (left, right) = partials(in: context)
        return [left.summed(to: context.x.shape), right.summed(to: context.y.shape)]
    }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor {
        if type.dtype.isFloating {
            let x = operands[0].doubles(broadcastTo: type.shape)
            let y = operands[1].doubles(broadcastTo: type.shape)
            return HostTensor(
                zip(x, y).map { compute($0, $1) }, shape: type.shape, dtype: type.dtype)
        }
        let x = operands[0].integers(broadcastTo: type.shape)
        let y = operands[1].integers(broadcastTo: type.shape)
        let result: [Int64] = zip(x, y).map { compute($0, $1) }
        return HostTensor(integers: result, shape: type.shape, dtype: type.dtype)
    }
}

extension GraphError {
    static func needsNumbers() -> GraphError {
        GraphError(
            code: .typeMismatch, problem: "needs numbers, got bool",
            hint: "convert them: x.cast(to: .float32)")
    }
}
