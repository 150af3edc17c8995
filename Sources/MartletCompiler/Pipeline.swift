// SPDX-License-Identifier: Apache-2.0
public import MartletIR
package import MartletTensor

/// The passes that every executor's graphs go through, in this order.
public struct Pipeline: Sendable {
    private let passes: [any Pass]

    /// A pipeline of the given passes.
    public init(_ passes: [any Pass]) { self.passes = passes }

    /// The passes that make sense for every device.
    ///
    /// Simplifying exposes common parts and sharing exposes what to simplify, hence twice.
    public static let standard = standard { _, _ in false }

    /// The same passes for a device that takes some composites whole, on operands of some types.
    package static func standard(
        keeping isKept: @escaping @Sendable (any Composite, [TensorType]) -> Bool
    ) -> Pipeline {
        Pipeline([
            ExpandComposites(keeping: isKept), RemoveMarkers(), InlineCalls(), Simplify(),
            ShareCommon(), MergeLoops(), RemoveUnused(), MaskAfterPooling(), FactorSums(),
            Simplify(),
            ShareCommon(), JoinPadded(), RemoveUnused(), PoolBeforeActivation(), ScaleAgain(),
        ])
    }

    /// The graph after all passes, checked after each in debug builds.
    ///
    /// - Throws: `ExecutionError` if a value is larger than the machine's memory.
    public func apply(to graph: Graph) throws -> Graph {
        try MemoryLimit.check(graph)
        var graph = graph
        for pass in passes {
            graph = Self.apply(pass, to: graph)
            #if DEBUG
                do {
                    try Verifier.verify(graph)
                } catch {
                    internalFailure("\(type(of: pass)) broke the graph: \(error)")
                }
            #endif
        }
        return graph
    }

    /// Bodies first: what is outside may depend on what is left of them.
    private static func apply(_ pass: any Pass, to graph: Graph) -> Graph {
        pass.apply(to: graph.mapRegions { apply(pass, to: $0) })
    }
}
