// SPDX-License-Identifier: Apache-2.0

/// A program that could not be run to its end: a library that failed, an index outside its tensor.
public struct ExecutionError: Error, Sendable {
    /// The operation that failed, if one did.
    public var operation: String?
    /// What went wrong, in one sentence.
    public let problem: String
    /// What would mend it.
    public let hint: String?

    /// An error with the given explanation.
    public init(operation: String? = nil, problem: String, hint: String? = nil) {
        self.operation = operation
        self.problem = problem
        self.hint = hint
    }
}

extension ExecutionError: CustomStringConvertible {
    /// The operation, the problem and the hint.
    public var description: String {
        let first = operation.map { "\($0): \(problem)" } ?? problem
        return hint.map { "\(first)\n  └─ hint   \($0)" } ?? first
    }
}
