// SPDX-License-Identifier: Apache-2.0

/// An attribute as it stands in the text of a graph.
enum AttributeValue: Equatable {
    case null
    case bool(Bool)
    /// As written, so that whole numbers and fractions lose nothing.
    case number(String)
    case string(String)
    case array([AttributeValue])
    case object([(key: String, value: AttributeValue)])
    /// One of the bodies of the operation, by its place among them.
    case body(Int)

    static func == (lhs: AttributeValue, rhs: AttributeValue) -> Bool { lhs.text == rhs.text }

    /// A number that reads back bit for bit; NaN with its payload if it has one of its own.
    static func number(_ value: Double) -> AttributeValue {
        if value.isNaN, value.bitPattern != Double.nan.bitPattern {
            return .number("nan(0x\(String(value.bitPattern, radix: 16)))")
        }
        return .number("\(value)")
    }

    /// What ``number(_:)`` has written, or any other number; `nil` if it is none.
    static func double(_ text: String) -> Double? {
        guard text.hasPrefix("nan(0x"), text.hasSuffix(")") else { return Double(text) }
        let digits = text.dropFirst(6).dropLast()
        return UInt64(digits, radix: 16).map { Double(bitPattern: $0) }
    }

    /// The attribute as written: `{axes: [0, 1], keeps: true}`.
    var text: String {
        switch self {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .number(let text): text
        case .string(let value): Self.quoted(value)
        case .array(let values): "[" + values.map(\.text).joined(separator: ", ") + "]"
        case .object: "{" + fields + "}"
        case .body(let index): "#\(index)"
        }
    }

    /// The fields of an object as written, without braces.
    var fields: String {
        guard case .object(let fields) = self else { return text }
        return fields.map { "\($0.key): \($0.value.text)" }.joined(separator: ", ")
    }

    private static func quoted(_ value: String) -> String {
        var result = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
