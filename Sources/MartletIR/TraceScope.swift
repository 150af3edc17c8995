// SPDX-License-Identifier: Apache-2.0

/// The body of a loop or a branch while its code runs: tells what is made inside from what is made outside.
package final class TraceScope: Sendable {
    /// The innermost body whose code is running.
    @TaskLocal package static var current: TraceScope?

    /// The body around this one.
    private let parent: TraceScope?

    /// A body within the one whose code is running.
    package init() { parent = TraceScope.current }

    /// Whether this is the given body, or lies in it.
    package func isWithin(_ other: TraceScope) -> Bool {
        var scope: TraceScope? = self
        while let next = scope, next !== other { scope = next.parent }
        return scope != nil
    }

    /// Runs the code of the body.
    package func run<Result>(_ body: () throws -> Result) rethrows -> Result {
        try TraceScope.$current.withValue(self, operation: body)
    }
}

/// What a body is given at each turn: stands for the value while the body's code runs.
package struct BodyArgument: Operation {
    package static let name = "argument"
    /// Where the value comes from, for messages: `the carried value 0 of scan`.
    package let role: String
    private let type: TensorType
    private let identity: TraceScope
    private let index: Int

    /// The argument at `index` of a body.
    package init(_ index: Int, _ type: TensorType, role: String, of scope: TraceScope) {
        (self.index, self.type, self.role, identity) = (index, type, role, scope)
    }

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType { type }

    package static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.identity === rhs.identity && lhs.index == rhs.index
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(ObjectIdentifier(identity))
        hasher.combine(index)
    }
}
