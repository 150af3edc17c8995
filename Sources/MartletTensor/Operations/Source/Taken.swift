// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// Stands for a tensor whose memory a compiled function has taken, and not given back.
///
/// Never executed.
package struct Taken: Operation {
    package static let name = "taken"

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        TensorType(.scalar, .float32)
    }
}

extension Tensor {
    /// What is left of a tensor that was given away.
    package static let taken = Tensor(Node(Taken(), [], TensorType(.scalar, .float32)))
}
