// SPDX-License-Identifier: Apache-2.0
import Martlet

/// An error as it is told to people and to programs.
struct Failure {
    /// The lines for people: what, where, what to do.
    let text: String
    /// The members of the object for programs.
    let members: JSONObject

    init(_ error: any Error) {
        let described: String
        var members: JSONObject = ["event": "error"]
        switch error {
        case let error as SpecificationError:
            described = error.description
            members["message"] = .string(error.problem)
            members["hint"] = error.hint.map { .string($0) }
            members["file"] = .string(error.file)
            members["line"] = error.place.map { .int($0.line) }
            members["column"] = error.place.map { .int($0.column) }
        case let error as DataError:
            described = error.description
            members["message"] = .string(error.problem)
            members["hint"] = error.hint.map { .string($0) }
            members["file"] = error.path.map { .string($0) }
            members["line"] = error.line.map { .int($0) }
            members["column"] = error.column.map { .int($0) }
        case let error as ConfigurationError:
            described = error.description
            members["message"] = .string(error.problem)
            members["hint"] = error.hint.map { .string($0) }
            members["path"] = .array(error.path.map { .string($0) })
        case let error as GraphError:
            described = error.description
            members["message"] = .string(error.problem)
            members["hint"] = error.hint.map { .string($0) }
        default:
            described = "\(error)"
            members["message"] = .string(described)
        }
        text = "martlet: " + Self.shortened(described)
        self.members = members
    }

    /// Values quoted from a damaged file may be endless; nobody reads them.
    private static func shortened(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.count > 1_000 ? $0.prefix(1_000) + "…" : $0 }
            .joined(separator: "\n")
    }
}
