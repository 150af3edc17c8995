// SPDX-License-Identifier: Apache-2.0

/// Reads the attributes of an operation from values that have been parsed.
struct AttributeDecoder: Decoder {
    let codingPath: [any CodingKey]
    let userInfo: [CodingUserInfoKey: Any] = [:]
    let value: AttributeValue
    /// What ``AttributeValue/body(_:)`` stands for.
    let bodies: [Graph]

    init(_ value: AttributeValue, bodies: [Graph], at path: [any CodingKey] = []) {
        (self.value, self.bodies, codingPath) = (value, bodies, path)
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .object(let fields) = value else { throw mismatch("an object in braces") }
        return KeyedDecodingContainer(
            FieldDecoder<Key>(
                decoder: self, fields: Dictionary(fields.map { ($0.key, $0.value) }) { $1 }))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .array(let values) = value else { throw mismatch("a list in brackets") }
        return ElementDecoder(decoder: self, values: values)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { self }

    fileprivate func inner(_ value: AttributeValue, _ key: (any CodingKey)? = nil)
        -> AttributeDecoder
    {
        AttributeDecoder(value, bodies: bodies, at: codingPath + (key.map { [$0] } ?? []))
    }

    fileprivate func mismatch(_ wanted: String) -> GraphError {
        let path = codingPath.map(\.stringValue).joined(separator: ".")
        return .syntax("the attribute \(path) must be \(wanted), not \(value.text)")
    }

    fileprivate func integer<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
        guard case .number(let text) = value, let number = Number(text) else {
            throw mismatch("a whole number (\(type))")
        }
        return number
    }
}

extension AttributeDecoder: SingleValueDecodingContainer {
    func decodeNil() -> Bool { value == .null }

    func decode(_ type: Bool.Type) throws -> Bool {
        guard case .bool(let value) = value else { throw mismatch("true or false") }
        return value
    }

    func decode(_ type: String.Type) throws -> String {
        guard case .string(let value) = value else { throw mismatch("a text in quotes") }
        return value
    }

    func decode(_ type: Double.Type) throws -> Double {
        guard case .number(let text) = value, let number = AttributeValue.double(text) else {
            throw mismatch("a number")
        }
        return number
    }

    func decode(_ type: Float.Type) throws -> Float { Float(try decode(Double.self)) }
    func decode(_ type: Int.Type) throws -> Int { try integer(type) }
    func decode(_ type: Int8.Type) throws -> Int8 { try integer(type) }
    func decode(_ type: Int16.Type) throws -> Int16 { try integer(type) }
    func decode(_ type: Int32.Type) throws -> Int32 { try integer(type) }
    func decode(_ type: Int64.Type) throws -> Int64 { try integer(type) }
    func decode(_ type: UInt.Type) throws -> UInt { try integer(type) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try integer(type) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try integer(type) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try integer(type) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try integer(type) }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if case .body(let index) = value, bodies.indices.contains(index),
            let graph = bodies[index] as? Value
        {
            return graph
        }
        return try Value(from: self)
    }
}

private struct FieldDecoder<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: AttributeDecoder
    let fields: [String: AttributeValue]
    var codingPath: [any CodingKey] { decoder.codingPath }
    var allKeys: [Key] { fields.keys.compactMap { Key(stringValue: $0) } }

    func contains(_ key: Key) -> Bool { fields[key.stringValue] != nil }
    func decodeNil(forKey key: Key) -> Bool { fields[key.stringValue].map { $0 == .null } ?? true }

    private func value(_ key: Key) throws -> AttributeDecoder {
        guard let value = fields[key.stringValue] else {
            throw GraphError.syntax("the attribute \(key.stringValue) is missing")
        }
        return decoder.inner(value, key)
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try value(key).decode(type)
    }

    func nestedContainer<NestedKey: CodingKey>(keyedBy type: NestedKey.Type, forKey key: Key) throws
        -> KeyedDecodingContainer<NestedKey>
    { try value(key).container(keyedBy: type) }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try value(key).unkeyedContainer()
    }
    func superDecoder() throws -> any Decoder { decoder }
    func superDecoder(forKey key: Key) throws -> any Decoder { try value(key) }
}

private struct ElementDecoder: UnkeyedDecodingContainer {
    let decoder: AttributeDecoder
    let values: [AttributeValue]
    var currentIndex = 0
    var codingPath: [any CodingKey] { decoder.codingPath }
    var count: Int? { values.count }
    var isAtEnd: Bool { currentIndex >= values.count }

    init(decoder: AttributeDecoder, values: [AttributeValue]) {
        (self.decoder, self.values) = (decoder, values)
    }

    private mutating func next() throws -> AttributeDecoder {
        guard !isAtEnd else { throw decoder.mismatch("a longer list") }
        defer { currentIndex += 1 }
        return decoder.inner(values[currentIndex])
    }

    mutating func decodeNil() -> Bool {
        guard !isAtEnd, values[currentIndex] == .null else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try next().decode(type)
    }

    mutating func nestedContainer<NestedKey: CodingKey>(keyedBy type: NestedKey.Type) throws
        -> KeyedDecodingContainer<NestedKey>
    { try next().container(keyedBy: type) }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try next().unkeyedContainer()
    }
    mutating func superDecoder() throws -> any Decoder { try next() }
}
