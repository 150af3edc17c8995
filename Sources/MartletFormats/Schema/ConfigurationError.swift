// SPDX-License-Identifier: Apache-2.0

/// A configuration, read from a file or the command line, that cannot be used.
public struct ConfigurationError: Error, Sendable {
    /// The way to the value: keys, and indices of lists, as text: `["layers", "0", "Conv2D", "filters"]`.
    public let path: [String]
    /// What is wrong, in one sentence.
    public let problem: String
    /// What would mend it.
    public let hint: String?

    /// Whether there is no class of the name that stands there: somebody else may know one.
    public let isUnknownClass: Bool

    /// An error at the given place.
    public init(
        path: [String], problem: String, hint: String? = nil, isUnknownClass: Bool = false
    ) {
        self.path = path
        self.problem = problem
        self.hint = hint
        self.isUnknownClass = isUnknownClass
    }
}

extension ConfigurationError: CustomStringConvertible {
    /// The place, what is wrong there, and what would mend it.
    public var description: String {
        let place = path.isEmpty ? "" : "\(path.joined(separator: " ▸ ")): "
        return place + problem + (hint.map { "\n  └─ hint   \($0)" } ?? "")
    }
}
