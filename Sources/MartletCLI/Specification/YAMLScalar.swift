// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import Yams

/// What a plain word of YAML means, by the core schema of YAML 1.2: `yes` is a text, `0x10` a number.
///
/// - SeeAlso: YAML Ain't Markup Language, version 1.2.2, §10.3.2.
enum YAMLScalar {
    /// What the tags of YAML's own types begin with.
    private static let prefix = "tag:yaml.org,2002:"

    /// A tag that asks for something else than the types of the core schema.
    static func foreignTag(of node: Node) -> String? {
        let tag =
            switch node {
            case .scalar(let scalar): scalar.tag
            case .sequence(let sequence): sequence.tag
            case .mapping(let mapping): mapping.tag
            case .alias(let alias): alias.tag
            }
        let known = ["str", "int", "float", "bool", "null", "seq", "map"].map { prefix + $0 }
        let name = tag.description
        return name.isEmpty || name == "!" || known.contains(name) ? nil : name
    }

    static func value(_ scalar: Node.Scalar) -> JSONValue {
        let isText = scalar.style != .plain && scalar.style != .any
        if isText || scalar.tag.description == prefix + "str" { return .string(scalar.string) }
        return value(ofPlain: scalar.string)
    }

    static func value(ofPlain text: String) -> JSONValue {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        case ".nan", ".NaN", ".NAN": return .double(.nan)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .double(.infinity)
        case "-.inf", "-.Inf", "-.INF": return .double(-.infinity)
        default: return number(text) ?? .string(text)
        }
    }

    private static func number(_ text: String) -> JSONValue? {
        if let digits = text.dropping("0x") { return Int(digits, radix: 16).map { .int($0) } }
        if let digits = text.dropping("0o") { return Int(digits, radix: 8).map { .int($0) } }
        guard let first = text.utf8.first, isNumeric(first),
            text.utf8.allSatisfy({ isNumeric($0) || $0 | 0x20 == UInt8(ascii: "e") })
        else { return nil }
        if let whole = Int(text) { return .int(whole) }
        // A number beyond 64 bits becomes a floating-point one, which is refused where a whole one is needed.
        return Double(text).map { .double($0) }
    }

    private static func isNumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
            UInt8(ascii: "."):
            true
        default: false
        }
    }
}

extension String {
    fileprivate func dropping(_ prefix: String) -> String? {
        hasPrefix(prefix) && count > prefix.count ? String(dropFirst(prefix.count)) : nil
    }
}
