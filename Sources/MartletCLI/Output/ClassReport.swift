// SPDX-License-Identifier: Apache-2.0
import Martlet

/// A class and its arguments, for people and for programs.
struct ClassReport {
    private let name: String
    private let arguments: [ArgumentDescription]
    private let fixed: [(name: String, values: [JSONValue])]
    private let width = 80

    /// The report of a class.
    init(_ type: any Configurable.Type) {
        name = type.className
        arguments = type.listing
        fixed = type.fixedArguments.filter { !$0.values.isEmpty }
    }

    /// One line: `Dense(units, activation, …)`, cut where the line is full.
    var line: String {
        var text = name
        for (index, argument) in arguments.enumerated() {
            let next = (index == 0 ? "  " : ", ") + argument.name
            if text.count + next.count > width - 3 { return text + ", …" }
            text += next
        }
        return text
    }

    /// Two lines for each argument: what it can be, and what it means.
    var text: String {
        var lines = [name]
        for argument in arguments {
            lines += wrapped("\(argument.name): \(argument.summary)", indent: 2)
            lines += wrapped(argument.meaning, indent: 6)
        }
        if arguments.isEmpty { lines.append("  no arguments") }
        if !fixed.isEmpty {
            let values = fixed.map { "\($0.name) = \($0.values[0].brief)" }
            lines.append("")
            lines += wrapped(
                "Of Keras' arguments these have one value: " + values.joined(separator: ", "),
                indent: 2)
        }
        return lines.joined(separator: "\n")
    }

    /// For programs.
    var members: JSONObject {
        [
            "class_name": .string(name), "arguments": .array(arguments.map(\.members)),
            "fixed": .object(
                fixed.reduce(into: JSONObject()) { $0[$1.name] = .array($1.values) }),
        ]
    }

    /// The words of `text` in lines that fit, the second and later ones deeper.
    private func wrapped(_ text: String, indent: Int) -> [String] {
        var lines: [String] = []
        var line = String(repeating: " ", count: indent)
        var isEmpty = true
        for word in text.split(separator: " ") {
            if !isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = String(repeating: " ", count: max(indent, 6)) + word
            } else {
                line += (isEmpty ? "" : " ") + word
            }
            isEmpty = false
        }
        return lines + [line]
    }
}

extension ArgumentDescription {
    /// What it can be, and its default: `a whole number, ≥ 1, must be given`.
    var summary: String {
        let limits = limits.text.isEmpty ? [] : [limits.text]
        let last = defaultValue.map { "\($0.brief) if not given" } ?? "must be given"
        return ([type.name] + limits + [last]).joined(separator: "; ")
    }

    fileprivate var members: JSONValue {
        var members: JSONObject = [
            "name": .string(name), "type": .string(type.name), "required": .bool(isRequired),
            "meaning": .string(meaning), "schema": jsonSchema,
        ]
        if let defaultValue { members["default"] = defaultValue }
        return .object(members)
    }
}

extension JSONValue {
    /// In few letters: texts without quotes, stored objects by their class.
    var brief: String { string ?? self["class_name"]?.string ?? text }
}
