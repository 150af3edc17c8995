// SPDX-License-Identifier: Apache-2.0
import Martlet

extension ArgumentForm where Value == Shape? {
    /// A list of sizes, each at least 1, or one size; or null.
    static var shape: Self {
        let size: JSONValue = ["type": "integer", "minimum": 1]
        return ArgumentForm(
            ArgumentType(
                "a list of sizes such as [28, 28, 1]",
                schema: ["anyOf": [size, ["type": "array", "items": size, "minItems": 1]]]
            ).optional,
            reading: { value, place in
                value.isNull ? nil : try Shape(sizes: value, at: place)
            }, write: { $0.map { .array($0.sizes.map { .int($0) }) } ?? .null })
    }
}

extension Shape {
    /// The shape that a list of sizes, or one size, stands for.
    ///
    /// - Throws: `ConfigurationError` if it is something else, or larger than any memory.
    init(sizes value: JSONValue, at place: Arguments) throws {
        let sizes = value.int.map { [$0] } ?? value.array?.compactMap(\.int) ?? []
        guard !sizes.isEmpty, sizes.count == value.array?.count ?? 1 else {
            throw place.error(
                nil, "must be a list of sizes such as [28, 28, 1], got \(value.text)")
        }
        guard sizes.allSatisfy({ $0 > 0 }), let shape = try? checking({ Shape(sizes) }),
            shape.count <= 1 << 40
        else {
            throw place.error(
                nil, "must have sizes of at least 1 that fit into memory, got \(value.text)")
        }
        self = shape
    }
}
