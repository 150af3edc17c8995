// SPDX-License-Identifier: Apache-2.0

/// In whose code a node is made.
package struct NodeOrigin: Sendable {
    /// The body of a loop or a branch.
    let scope: TraceScope?
    /// The layers, such as `mnist ▸ dense_1`.
    let layer: String?

    /// No body and no layer.
    init() { (scope, layer) = (nil, nil) }

    private init(_ scope: TraceScope?, _ layer: String?) {
        (self.scope, self.layer) = (scope, layer)
    }

    /// What is running now.
    package static var current: NodeOrigin { NodeOrigin(TraceScope.current, currentLayer) }

    /// The layers whose code is running.
    static var currentLayer: String? {
        let path = LayerPath.current
        return path.isEmpty ? nil : path.joined(separator: " ▸ ")
    }
}
