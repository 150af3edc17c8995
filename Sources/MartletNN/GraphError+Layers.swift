// SPDX-License-Identifier: Apache-2.0
package import MartletIR

extension GraphError {
    /// A layer was called on another number of tensors than it takes.
    package static func wrongInputCount(_ count: Int, expected: Int, of layer: String) -> GraphError
    {
        GraphError(
            code: .shapeMismatch, operation: layer,
            problem: "takes \(expected) input(s), got \(count)")
    }

    /// A layer was called on a tensor with another number of axes than it takes.
    package static func wrongRank(of shape: Shape, expected: String, layer: String) -> GraphError {
        GraphError(
            code: .shapeMismatch, operation: layer,
            problem: "needs \(expected), got \(shape)",
            hint: wrongRankHint(shape, expected))
    }

    private static func wrongRankHint(_ shape: Shape, _ expected: String) -> String? {
        if expected.contains("channels"), shape.rank == expected.split(separator: ",").count - 1 {
            return "add an axis for the channels, of size 1 if there is only one: Reshape"
        }
        return nil
    }

    /// The channels cannot be divided into so many groups.
    static func channelsNotDivisible(_ channels: Int, by groups: Int, layer: String) -> GraphError {
        GraphError(
            code: .shapeMismatch, operation: layer,
            problem: "\(channels) channels cannot be divided into \(groups) group(s)")
    }
}
