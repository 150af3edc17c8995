// SPDX-License-Identifier: Apache-2.0
package import MartletIR
package import MartletTensor

/// Found by its conformance: nothing below this module runs programs, or knows who does.
extension ExpressionLimit: EarlyComputation {
    package static func values(of nodes: [Node]) throws -> [HostTensor] {
        try Tensor.hosts(nodes.map { Tensor($0) })
    }
}
