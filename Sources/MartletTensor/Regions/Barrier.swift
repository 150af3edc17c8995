// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// Its operands as they are, but not before all of them are there.
///
/// Passes do not look through it: what is computed from its results is not the same as what is computed from its operands,
/// and comes later.
package struct Barrier: Primitive {
    package static let name = "barrier"

    package init() {}

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        try resultTypes(of: operands)[0]
    }

    package func resultTypes(of operands: Operands) throws(GraphError) -> [TensorType] {
        guard !operands.types.isEmpty else { throw .wrongCount(0, 1, of: "operands") }
        return operands.types
    }

    package func gradients(in context: GradientContext) -> [Tensor?] { context.seeds }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor {
        operands[0]
    }

    package func evaluate(_ operands: [HostTensor], as types: [TensorType]) -> [HostTensor] {
        operands
    }
}

extension Tensor {
    /// The same values, each of which waits for all.
    package static func barrier(_ tensors: [Tensor]) -> [Tensor] {
        if tensors.isEmpty { return [] }
        return results(of: Barrier(), tensors, count: tensors.count)
    }
}
