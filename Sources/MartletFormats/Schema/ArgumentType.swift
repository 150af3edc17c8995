// SPDX-License-Identifier: Apache-2.0

/// The type of an argument as messages, listings and editors name it.
public struct ArgumentType: Sendable, Hashable {
    /// In words: `a whole number`.
    public let name: String
    /// In JSON Schema: `{"type": "integer"}`.
    public let schema: JSONObject
    /// Whether null is a value of it.
    public let isOptional: Bool

    /// A type with the given name and JSON Schema.
    public init(_ name: String, schema: JSONObject, isOptional: Bool = false) {
        self.name = name
        self.schema = schema
        self.isOptional = isOptional
    }

    /// A type that JSON Schema knows by a word: `integer`.
    public init(_ name: String, _ word: JSONValue) { self.init(name, schema: ["type": word]) }

    /// One of a few words; `others` are understood, too, but not listed.
    public init(words: [String], others: [String] = []) {
        self.init(
            words.joined(separator: " | "),
            schema: ["type": "string", "enum": .array((words + others).map { .string($0) })])
    }

    /// What has one value here, the first of `values`; anything is accepted if there are none.
    init(fixedTo values: [JSONValue]) {
        self.init("fixed", schema: values.isEmpty ? [:] : ["enum": .array(values)])
    }

    static let none = ArgumentType("", schema: [:])

    /// The same, or null.
    public var optional: ArgumentType {
        if isOptional { return self }
        return ArgumentType(
            name, schema: ["anyOf": [.object(schema), ["type": "null"]]], isOptional: true)
    }
}

/// An argument as listings and editors show it.
public struct ArgumentDescription: Sendable {
    /// Keras' name.
    public let name: String
    /// What it can be.
    public let type: ArgumentType
    /// The numbers that are allowed.
    public let limits: Limits
    /// One sentence.
    public let meaning: String
    /// `nil` if it must be given.
    public let defaultValue: JSONValue?

    /// Whether it must be given.
    public var isRequired: Bool { defaultValue == nil }

    /// The member of `properties` in a JSON Schema (2020-12).
    public var jsonSchema: JSONValue {
        var result = type.schema
        result["description"] = .string(meaning)
        if let defaultValue { result["default"] = defaultValue }
        if let least = limits.least {
            result[limits.excludesLeast ? "exclusiveMinimum" : "minimum"] = .double(least)
        }
        if let most = limits.most {
            result[limits.excludesMost ? "exclusiveMaximum" : "maximum"] = .double(most)
        }
        return .object(result)
    }
}
