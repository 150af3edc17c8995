// SPDX-License-Identifier: Apache-2.0

extension ClassCatalog {
    /// A JSON Schema (2020-12) of one item, for editors: a name, one name with its arguments, or Keras' stored form.
    public var jsonSchema: JSONValue {
        let withoutRequired = types.filter { type in !type.listing.contains { $0.isRequired } }
        let names = withoutRequired.flatMap { type in
            [type.className, word(for: type.className)]
        }
        let others = aliases.filter { alias in
            withoutRequired.contains { $0.className == alias.value }
        }
        let words = (names + others.keys.sorted()).reduce(into: [String]()) { words, word in
            if !words.contains(word) { words.append(word) }
        }
        let members = types.map { type in
            (type.className, Self.argumentsSchema(of: type))
        }
        var properties: JSONObject = [:]
        for (name, schema) in members { properties[name] = schema }
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

    /// The arguments of a class, in JSON Schema; null stands for none.
    private static func argumentsSchema(of type: any Configurable.Type) -> JSONValue {
        var arguments: JSONObject = [:]
        for argument in type.listing { arguments[argument.name] = argument.jsonSchema }
        for fixed in type.fixedArguments {
            arguments[fixed.name] =
                fixed.values.isEmpty ? .bool(true) : ["enum": .array(fixed.values)]
        }
        let required = type.listing.filter(\.isRequired).map { JSONValue.string($0.name) }
        return [
            "type": required.isEmpty ? ["object", "null"] : "object",
            "properties": .object(arguments), "required": .array(required),
            "additionalProperties": false,
        ]
    }
}

extension Configurable {
    /// Keras' arguments of which there is one value here.
    public static var fixedArguments: [(name: String, values: [JSONValue])] {
        schema.fixedArguments
    }
}
