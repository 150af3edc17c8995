// SPDX-License-Identifier: Apache-2.0
public import MartletIR
import MartletTensor

/// Drops what only differentiation needs: stopped and custom gradients stand for their first operand.
public struct RemoveMarkers: Pass {
    /// The pass.
    public init() {}

    /// The graph without markers.
    public func apply(to graph: Graph) -> Graph {
        GraphRewriter.rewrite(graph) { _, instruction in
            switch instruction.operation {
            case is StopGradient, is CustomGradient: instruction.operands[0]
            default: nil
            }
        }
    }
}
