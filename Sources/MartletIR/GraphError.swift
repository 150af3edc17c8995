// SPDX-License-Identifier: Apache-2.0

/// An expression that has no meaning: shapes that do not fit, an axis that is not there.
///
/// Errors are found while an expression is built, before anything runs.
public struct GraphError: Error, Sendable {
    /// The kind of mistake, for programs that react to it.
    public struct Code: Hashable, Sendable {
        let name: String
        /// Shapes that do not fit together.
        public static let shapeMismatch = Code(name: "shapeMismatch")
        /// Element types that do not fit together, or that the operation does not take.
        public static let typeMismatch = Code(name: "typeMismatch")
        /// An axis that the tensor does not have.
        public static let axisOutOfRange = Code(name: "axisOutOfRange")
        /// An attribute (a size, a stride, a rate …) outside its range.
        public static let invalidAttribute = Code(name: "invalidAttribute")
        /// A value that does not depend on what it is differentiated by, or has no gradient.
        public static let notDifferentiable = Code(name: "notDifferentiable")
        /// A text that is no graph.
        public static let syntax = Code(name: "syntax")
    }

    /// The kind of mistake.
    public let code: Code
    /// The operation that refused its operands, if one did.
    public var operation: String?
    /// What is wrong, in one sentence.
    public let problem: String
    /// What would mend it.
    public let hint: String?
    /// Where it happened: lines such as `layer  mnist ▸ dense_2`, outermost first.
    public var context: [String]

    /// An error of the given kind.
    public init(
        code: Code, operation: String? = nil, problem: String, hint: String? = nil,
        context: [String] = []
    ) {
        self.code = code
        self.operation = operation
        self.problem = problem
        self.hint = hint
        self.context = context
    }
}

extension GraphError: CustomStringConvertible {
    /// The problem, and below it, as a small tree, where it happened and what would mend it.
    public var description: String {
        var lines = [operation.map { "\($0): \(problem)" } ?? problem]
        let branches = context + (hint.map { ["hint   \($0)"] } ?? [])
        for (index, branch) in branches.enumerated() {
            lines.append("  \(index == branches.count - 1 ? "└─" : "├─") \(branch)")
        }
        return lines.joined(separator: "\n")
    }
}

extension GraphError {
    static func negativeSize(_ size: Int, in sizes: [Int]) -> GraphError {
        GraphError(
            code: .invalidAttribute,
            problem: "a shape cannot have the negative size \(size): \(sizes)")
    }

    static func tooManyElements(_ sizes: [Int]) -> GraphError {
        GraphError(
            code: .invalidAttribute,
            problem: "a tensor of the shape \(sizes) would have more elements than any memory holds"
        )
    }

    static func wrongCount(_ count: Int, of what: String, for shape: Shape) -> GraphError {
        GraphError(
            code: .shapeMismatch,
            problem: "\(count) \(what) do not fill the shape \(shape), which has \(shape.count)")
    }

    /// There is no such axis in a tensor of the given shape.
    public static func axisOutOfRange(_ axis: Int, in shape: Shape) -> GraphError {
        GraphError(
            code: .axisOutOfRange,
            problem: "there is no axis \(axis) in \(shape)",
            hint: shape.rank == 0
                ? "a scalar has no axes" : "axes go from \(-shape.rank) to \(shape.rank - 1)")
    }

    static func axisNamedTwice(_ axis: Int, in axes: [Int]) -> GraphError {
        GraphError(code: .axisOutOfRange, problem: "axis \(axis) is named twice in \(axes)")
    }
}

/// Stops the process because Martlet itself broke a promise; never used for a user's mistake.
public func internalFailure(
    _ message: @autoclosure () -> String, file: StaticString = #fileID, line: UInt = #line
) -> Never {
    fatalError("this is a bug in Martlet, please report it: \(message())", file: file, line: line)
}
