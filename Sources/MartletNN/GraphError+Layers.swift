// SPDX-License-Identifier: Apache-2.0
package import MartletIR

extension GraphError {
    /// A layer was called on another number of tensors than it takes.
    package static func wrongInputCount(_ count: Int, expected: Int, of layer: String) -> GraphError {
        GraphError(
            code: .shapeMismatch, operation: layer,
            problem: "takes \(expected) input(s), got \(count)")
    }

    /// A layer was called on a tensor with another number of axes than it takes.
    package static func wrongRank(of shape: Shape, expected: String, layer: String) -> GraphError {
        GraphError(
            code: .shapeMismatch, operation: layer,
            problem: "needs \(expected), got \(shape)")
    }
}
