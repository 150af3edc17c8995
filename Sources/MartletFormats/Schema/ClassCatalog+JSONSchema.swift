// SPDX-License-Identifier: Apache-2.0

extension ClassCatalog {
    /// A JSON Schema (2020-12) of one item, for editors: a name, one name with its arguments, or Keras' stored form.
    ///
    /// - Parameter others: Members that all items have besides their arguments.
    /// - Returns: The schema.
    public func jsonSchema(and others: JSONObject = [:]) -> JSONValue {
        let withoutRequired = types.filter { type in !type.listing.contains { $0.isRequired } }
        let names = withoutRequired.flatMap { type in
            [type.className, word(for: type.className)]
        }
        let alone = aliases.filter { alias in
            withoutRequired.contains { $0.className == alias.value }
        }
        let words = (names + alone.keys.sorted()).reduce(into: [String]()) { words, word in
            if !words.contains(word) { words.append(word) }
        }
        let members = types.map { type in
            (type.className, type.argumentsSchema(and: others))
        }
        var properties: JSONObject = [:]
        for (name, schema) in members {
            properties[name] = schema
            properties[word(for: name)] = schema
        }
        for (alias, name) in aliases.sorted(by: { $0.key < $1.key }) {
            properties[alias] = properties[name]
        }
        return [
            "anyOf": [
                ["enum": .array(words.map { .string($0) })],
                [
                    "type": "object", "properties": .object(properties), "minProperties": 1,
                    "maxProperties": 1, "additionalProperties": false,
                ],
                [
                    "type": "object", "required": ["class_name"],
                    "properties": [
                        "class_name": ["enum": .array(members.map { .string($0.0) })],
                        "config": ["type": "object"],
                    ],
                ],
            ]
        ]
    }
}

extension Configurable {
    /// Keras' arguments of which there is one value here.
    public static var fixedArguments: [(name: String, values: [JSONValue])] {
        schema.fixedArguments
    }

    /// The arguments of the class, in JSON Schema (2020-12); null stands for none where none must be given.
    ///
    /// - Parameter others: Members that somebody else reads.
    /// - Returns: The schema of an object.
    public static func argumentsSchema(and others: JSONObject = [:]) -> JSONValue {
        var arguments: JSONObject = [:]
        for argument in listing { arguments[argument.name] = argument.jsonSchema }
        for fixed in fixedArguments {
            arguments[fixed.name] =
                fixed.values.isEmpty ? .bool(true) : ["enum": .array(fixed.values)]
        }
        for (name, schema) in others.members { arguments[name] = schema }
        let required = listing.filter(\.isRequired).map { JSONValue.string($0.name) }
        return [
            "type": required.isEmpty ? ["object", "null"] : "object",
            "properties": .object(arguments), "required": .array(required),
            "additionalProperties": false,
        ]
    }
}
