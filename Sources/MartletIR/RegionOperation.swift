// SPDX-License-Identifier: Apache-2.0

/// An operation that holds programs of its own, such as the body of a loop.
///
/// A body is closed: what it reads from outside are operands of the operation and inputs of the body.
public protocol RegionOperation: Operation {
    /// The bodies.
    var regions: [Graph] { get }

    /// The same operation with other bodies, which take and give the same types.
    func withRegions(_ regions: [Graph]) -> Self
}

extension Graph {
    /// The graph with each body of its operations changed; bodies of bodies are left to `change`.
    public func mapRegions(_ change: (Graph) throws -> Graph) rethrows -> Graph {
        var result = self
        for (index, instruction) in instructions.enumerated() {
            guard let operation = instruction.operation as? any RegionOperation else { continue }
            result.instructions[index].operation = operation.withRegions(
                try operation.regions.map(change))
        }
        return result
    }
}
