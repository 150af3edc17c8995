// SPDX-License-Identifier: Apache-2.0

/// A place in a file, as editors count it.
struct Place: Hashable {
    /// The line, from 1.
    let line: Int
    /// The character in the line, from 1.
    let column: Int
}

/// A specification that cannot be used.
struct SpecificationError: Error {
    /// The file, or the name of the built-in specification.
    let file: String
    /// Where in it, if that is known.
    let place: Place?
    /// The line there.
    let sourceLine: String?
    /// What is wrong, in one sentence.
    let problem: String
    /// What would mend it.
    let hint: String?
}

extension SpecificationError: CustomStringConvertible {
    /// As compilers write it: place and problem, the line with a caret below, and what would help.
    var description: String {
        let position = place.map { ":\($0.line):\($0.column)" } ?? ""
        var lines = ["\(file)\(position): \(problem)"]
        if let place, let sourceLine, sourceLine.unicodeScalars.count <= 200 {
            let number = String(place.line)
            let margin = String(repeating: " ", count: number.count)
            lines.append("  \(number) | \(sourceLine)")
            let indent = String(repeating: " ", count: max(0, place.column - 1))
            lines.append("  \(margin) | \(indent)^")
        }
        if let hint { lines.append("  └─ hint   \(hint)") }
        return lines.joined(separator: "\n")
    }
}
