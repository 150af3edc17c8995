// SPDX-License-Identifier: Apache-2.0

extension JSONValue {
    /// The value as JSON text, on one line.
    ///
    /// NaN and infinity, which JSON cannot say, become `null`.
    public var text: String {
        var writer = JSONWriter(isPretty: false)
        writer.write(self, depth: 0)
        return writer.text
    }

    /// The value as JSON text with a member per line, indented by two spaces.
    public var prettyText: String {
        var writer = JSONWriter(isPretty: true)
        writer.write(self, depth: 0)
        return writer.text
    }
}

extension JSONValue: CustomStringConvertible {
    /// The value as JSON text, on one line.
    public var description: String { text }
}

private struct JSONWriter {
    let isPretty: Bool
    var text = ""

    init(isPretty: Bool) { self.isPretty = isPretty }

    mutating func write(_ value: JSONValue, depth: Int) {
        switch value {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .int(let value): text += String(value)
        case .double(let value): text += value.isFinite ? value.description : "null"
        case .string(let value): write(value)
        case .array(let elements):
            write("[", elements, "]", depth) { $0.write($1, depth: depth + 1) }
        case .object(let object):
            write("{", object.members, "}", depth) { writer, member in
                writer.write(member.key)
                writer.text += writer.isPretty ? ": " : ":"
                writer.write(member.value, depth: depth + 1)
            }
        }
    }

    private mutating func write<Element>(
        _ start: String, _ elements: [Element], _ end: String, _ depth: Int,
        _ element: (inout JSONWriter, Element) -> Void
    ) {
        text += start
        for (index, each) in elements.enumerated() {
            if index > 0 { text += "," }
            breakLine(depth + 1)
            element(&self, each)
        }
        if !elements.isEmpty { breakLine(depth) }
        text += end
    }

    private mutating func breakLine(_ depth: Int) {
        if isPretty { text += "\n" + String(repeating: "  ", count: depth) }
    }

    private mutating func write(_ string: String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{0}"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
