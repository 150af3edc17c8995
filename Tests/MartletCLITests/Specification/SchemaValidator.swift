// SPDX-License-Identifier: Apache-2.0
import Martlet

/// Checks a value against the words of JSON Schema (2020-12) that our schemas use; an unknown word is a mistake.
struct SchemaValidator {
    let definitions: JSONValue

    func mistakes(in value: JSONValue, against schema: JSONValue, at place: String) -> [String] {
        if schema == true { return [] }
        guard let words = schema.object else { return ["\(place): \(schema.text) is no schema"] }
        return words.members.flatMap { word, rule -> [String] in
            holds(word, rule, words, value, place).map { ["\(place): \(word) \($0)"] } ?? []
        }
    }

    /// What is wrong; `nil` if nothing is.
    private func holds(
        _ word: String, _ rule: JSONValue, _ words: JSONObject, _ value: JSONValue, _ place: String
    ) -> String? {
        switch word {
        case "$schema", "$defs", "title", "description", "default": return nil
        case "$ref":
            let name = rule.string?.split(separator: "/").last.map(String.init) ?? ""
            guard let target = definitions[name] else { return "\(name) is not defined" }
            return first(mistakes(in: value, against: target, at: place))
        case "anyOf":
            let found = (rule.array ?? []).contains {
                mistakes(in: value, against: $0, at: place).isEmpty
            }
            return found ? nil : "none of \(rule.array?.count ?? 0)"
        case "items":
            return first(
                (value.array ?? []).enumerated().flatMap {
                    mistakes(in: $1, against: rule, at: "\(place)/\($0)")
                })
        case "required":
            guard let object = value.object else { return nil }
            return rule.array?.first { object[$0.string ?? ""] == nil }?.text
        case "properties":
            return first(
                rule.object?.members.flatMap { name, schema in
                    value[name].map { mistakes(in: $0, against: schema, at: "\(place)/\(name)") }
                        ?? []
                } ?? [])
        case "additionalProperties":
            let known = words["properties"]?.object?.keys ?? []
            return first(
                value.object?.members.filter { !known.contains($0.key) }.flatMap { name, member in
                    rule == false
                        ? ["\(name) is not known"]
                        : mistakes(in: member, against: rule, at: "\(place)/\(name)")
                } ?? [])
        default: return isOfForm(word, rule, value)
        }
    }

    private func isOfForm(_ word: String, _ rule: JSONValue, _ value: JSONValue) -> String? {
        switch word {
        case "type":
            let names = rule.array ?? [rule]
            return names.contains { isOf($0.string ?? "", value) } ? nil : "\(rule.text)"
        case "enum": return rule.array?.contains(value) == true ? nil : "\(rule.text)"
        case "const": return rule == value ? nil : "\(rule.text)"
        case "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum":
            return isWithin(word, rule.double ?? .nan, value.double) ? nil : rule.text
        case "minItems": return (value.array?.count ?? .max) >= rule.int ?? 0 ? nil : rule.text
        case "maxItems": return (value.array?.count ?? 0) <= rule.int ?? 0 ? nil : rule.text
        case "minProperties":
            return (value.object?.count ?? .max) >= rule.int ?? 0 ? nil : rule.text
        case "maxProperties": return (value.object?.count ?? 0) <= rule.int ?? 0 ? nil : rule.text
        case "pattern": return value.string?.contains(rule.string ?? "") != false ? nil : rule.text
        default: return "is not a word that this validator knows"
        }
    }

    private func first(_ mistakes: [String]) -> String? { mistakes.first }

    private func isWithin(_ word: String, _ bound: Double, _ number: Double?) -> Bool {
        guard let number else { return true }
        return switch word {
        case "minimum": number >= bound
        case "exclusiveMinimum": number > bound
        case "maximum": number <= bound
        default: number < bound
        }
    }

    private func isOf(_ type: String, _ value: JSONValue) -> Bool {
        switch type {
        case "object": value.object != nil
        case "array": value.array != nil
        case "string": value.string != nil
        case "boolean": value.bool != nil
        case "integer": value.int != nil
        case "number": value.double != nil
        case "null": value.isNull
        default: false
        }
    }
}
