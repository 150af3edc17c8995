// SPDX-License-Identifier: Apache-2.0

/// Writes the attributes of an operation as a value that has a text.
///
/// Graphs among them are bodies: they are collected, and written by whoever prints the operation.
final class AttributeEncoder: Encoder {
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]
    private let bodies: Bodies
    fileprivate var value = AttributeValue.object([])

    /// The graphs met so far.
    private final class Bodies { var graphs: [Graph] = [] }

    private init(_ bodies: Bodies) { self.bodies = bodies }

    /// The attributes and the bodies of an operation.
    static func encode(_ operation: any Encodable) throws -> (AttributeValue, bodies: [Graph]) {
        let bodies = Bodies()
        return (try AttributeEncoder(bodies).encoded(operation), bodies.graphs)
    }

    fileprivate func encoded(_ value: any Encodable) throws -> AttributeValue {
        if let graph = value as? Graph {
            bodies.graphs.append(graph)
            return .body(bodies.graphs.count - 1)
        }
        let encoder = AttributeEncoder(bodies)
        try value.encode(to: encoder)
        return encoder.value
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(FieldEncoder<Key>(encoder: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        value = .array([])
        return ElementEncoder(encoder: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    fileprivate func append(_ new: AttributeValue) {
        guard case .array(let values) = value else { return }
        value = .array(values + [new])
    }

    fileprivate func set(_ key: String, _ new: AttributeValue) {
        guard case .object(let fields) = value else { return }
        value = .object(fields + [(key, new)])
    }
}

extension AttributeEncoder: SingleValueEncodingContainer {
    func encodeNil() { value = .null }
    func encode(_ new: Bool) { value = .bool(new) }
    func encode(_ new: String) { value = .string(new) }
    func encode(_ new: Double) { value = .number(new) }
    func encode(_ new: Float) { value = .number(Double(new)) }
    func encode(_ new: Int) { value = .number("\(new)") }
    func encode(_ new: Int8) { value = .number("\(new)") }
    func encode(_ new: Int16) { value = .number("\(new)") }
    func encode(_ new: Int32) { value = .number("\(new)") }
    func encode(_ new: Int64) { value = .number("\(new)") }
    func encode(_ new: UInt) { value = .number("\(new)") }
    func encode(_ new: UInt8) { value = .number("\(new)") }
    func encode(_ new: UInt16) { value = .number("\(new)") }
    func encode(_ new: UInt32) { value = .number("\(new)") }
    func encode(_ new: UInt64) { value = .number("\(new)") }
    func encode(_ new: some Encodable) throws { value = try encoded(new) }
}

private struct FieldEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: AttributeEncoder
    let codingPath: [any CodingKey] = []

    func encodeNil(forKey key: Key) { encoder.set(key.stringValue, .null) }
    func encode(_ value: some Encodable, forKey key: Key) throws {
        encoder.set(key.stringValue, try encoder.encoded(value))
    }

    func nestedContainer<NestedKey: CodingKey>(keyedBy type: NestedKey.Type, forKey key: Key)
        -> KeyedEncodingContainer<NestedKey>
    { internalFailure("no attribute nests containers by hand") }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        internalFailure("no attribute nests containers by hand")
    }
    func superEncoder() -> any Encoder { encoder }
    func superEncoder(forKey key: Key) -> any Encoder { encoder }
}

private struct ElementEncoder: UnkeyedEncodingContainer {
    let encoder: AttributeEncoder
    let codingPath: [any CodingKey] = []
    var count: Int { if case .array(let values) = encoder.value { values.count } else { 0 } }

    func encodeNil() { encoder.append(.null) }
    func encode(_ value: some Encodable) throws { encoder.append(try encoder.encoded(value)) }

    func nestedContainer<NestedKey: CodingKey>(keyedBy type: NestedKey.Type)
        -> KeyedEncodingContainer<NestedKey>
    { internalFailure("no attribute nests containers by hand") }
    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        internalFailure("no attribute nests containers by hand")
    }
    func superEncoder() -> any Encoder { encoder }
}
