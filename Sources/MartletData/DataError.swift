// SPDX-License-Identifier: Apache-2.0

/// Data that cannot be used: a file that is missing or damaged, a value that is not a number, sizes that disagree.
///
/// Nothing that a file, a socket or a command line holds stops the process: it becomes one of these.
public struct DataError: Error, Sendable {
    /// The kind of trouble, for programs that react to it.
    public struct Code: Hashable, Sendable {
        let name: String
        /// There is no such file, folder, column, tensor or data set.
        public static let notFound = Code(name: "notFound")
        /// The system refused to read.
        public static let unreadable = Code(name: "unreadable")
        /// The system refused to write: no space, no permission, no folder.
        public static let unwritable = Code(name: "unwritable")
        /// The content is not what its format demands: truncated, damaged, or of another format.
        public static let malformed = Code(name: "malformed")
        /// The content is valid but of a kind that is not read.
        public static let unsupported = Code(name: "unsupported")
        /// The content declares, or would need, more memory than the limit.
        public static let tooLarge = Code(name: "tooLarge")
        /// Numbers of rows or sizes that do not agree.
        public static let shapeMismatch = Code(name: "shapeMismatch")
        /// A value outside its range: NaN, a label that no class has, a fraction above 1.
        public static let invalidValue = Code(name: "invalidValue")
        /// Something outside the process is missing: the network, a program, a library.
        public static let unavailable = Code(name: "unavailable")
    }

    /// The kind of trouble.
    public let code: Code
    /// What is wrong, in one sentence.
    public let problem: String
    /// What would mend it.
    public var hint: String?
    /// The file, if there is one.
    public var path: String?
    /// The line in the file, from 1.
    public var line: Int?
    /// The column in the line, from 1.
    public var column: Int?
    /// The error that led to this one.
    public var cause: (any Error)?

    /// An error of the given kind.
    public init(
        _ code: Code, _ problem: String, hint: String? = nil, path: String? = nil,
        line: Int? = nil, column: Int? = nil, cause: (any Error)? = nil
    ) {
        self.code = code
        self.problem = problem
        self.hint = hint
        self.path = path
        self.line = line
        self.column = column
        self.cause = cause
    }
}

extension DataError: CustomStringConvertible {
    /// The place and the problem on the first line; then the cause and the hint, as branches.
    public var description: String {
        var lines = [place.isEmpty ? problem : "\(place): \(problem)"]
        var branches: [String] = []
        if let cause { branches.append("cause  \(cause)") }
        if let hint { branches.append("hint   \(hint)") }
        for (index, branch) in branches.enumerated() {
            let isLast = index == branches.count - 1
            let indent = isLast ? "\n     " : "\n  │  "
            let text = branch.split(separator: "\n", omittingEmptySubsequences: false)
            lines.append("  \(isLast ? "└─" : "├─") \(text.joined(separator: indent))")
        }
        return lines.joined(separator: "\n")
    }

    /// Where it happened, as compilers write it: `path:line:column`.
    private var place: String {
        var parts = path.map { [$0] } ?? []
        if let line {
            parts.append(path == nil ? "line \(line)" : "\(line)")
            if let column { parts.append(path == nil ? "column \(column)" : "\(column)") }
        }
        return parts.joined(separator: path == nil ? ", " : ":")
    }
}

extension DataError {
    /// The same error, said to be in the file at `path` if it does not name a file yet.
    package func at(path: String) -> DataError {
        var copy = self
        copy.path = copy.path ?? path
        return copy
    }
}

/// Runs `body`; a ``DataError`` that it throws is given `path` if it has none.
package func naming<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    do {
        return try body()
    } catch let error as DataError {
        throw error.at(path: path)
    }
}
