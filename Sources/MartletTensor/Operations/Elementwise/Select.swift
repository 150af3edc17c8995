// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// Takes each element from one of two tensors, as a third, of truth values, says.
package struct Select: Primitive {
    package static let name = "select"

    package init() {}

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        guard operands[0].dtype == .bool else {
            throw GraphError(
                code: .typeMismatch, problem: "the condition must be bool, got \(operands[0])",
                hint: "compare first: x .> 0")
        }
        let dtype = try Operands(Array(operands.types.dropFirst())).commonDType()
        return TensorType(try operands.broadcastShape(), dtype)
    }

    package func gradients(in context: GradientContext) -> [Tensor?] {
        let (condition, seed) = (context.operands[0], context.seed)
        let zero = Tensor.zeros(like: seed)
        return [
            nil,
            Tensor.select(condition, seed, zero).summed(to: context.operands[1].shape),
            Tensor.select(condition, zero, seed).summed(to: context.operands[2].shape),
        ]
    }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor {
        let condition = operands[0].integers(broadcastTo: type.shape)
        let count = type.shape.count
        if type.dtype.isFloating {
            let x = operands[1].doubles(broadcastTo: type.shape)
            let y = operands[2].doubles(broadcastTo: type.shape)
            let result = (0..<count).map { condition[$0] != 0 ? x[$0] : y[$0] }
            return HostTensor(result, shape: type.shape, dtype: type.dtype)
        }
        let x = operands[1].integers(broadcastTo: type.shape)
        let y = operands[2].integers(broadcastTo: type.shape)
        let result = (0..<count).map { condition[$0] != 0 ? x[$0] : y[$0] }
        return HostTensor(integers: result, shape: type.shape, dtype: type.dtype)
    }
}

extension Tensor {
    /// Elements of `x` where `condition` is true, of `y` elsewhere; the three broadcast together.
    public static func select(_ condition: Tensor, _ x: Tensor, _ y: Tensor) -> Tensor {
        Tensor(Select(), condition, x, y)
    }
}
