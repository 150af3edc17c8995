// SPDX-License-Identifier: Apache-2.0

/// How an argument is written in files, where its type alone does not say it: `3` for `[3, 3]`, some words of an enum.
public struct ArgumentForm<Value: Sendable>: Sendable {
    /// The type as messages and listings name it.
    public let type: ArgumentType
    let read: @Sendable (JSONValue, Arguments) throws -> Value
    let write: @Sendable (Value) -> JSONValue
    let numbers: @Sendable (Value) -> [Double]

    /// A form of your own.
    ///
    /// - Parameters:
    ///   - type: The type as messages and listings name it.
    ///   - read: The value that a file holds; `nil` if it is of another type.
    ///   - write: The value as a file holds it.
    ///   - numbers: The numbers that a schema's limits apply to.
    public init(
        _ type: ArgumentType, read: @escaping @Sendable (JSONValue) -> Value?,
        write: @escaping @Sendable (Value) -> JSONValue,
        numbers: @escaping @Sendable (Value) -> [Double] = { _ in [] }
    ) {
        self.type = type
        self.read = { value, place in
            if let result = read(value) { return result }
            throw place.error(nil, "must be \(type.name), got \(value.text)")
        }
        self.write = write
        self.numbers = numbers
    }
}

extension ArgumentForm {
    /// A form with errors of its own, and without numbers.
    package init(
        _ type: ArgumentType,
        reading: @escaping @Sendable (JSONValue, Arguments) throws -> Value,
        write: @escaping @Sendable (Value) -> JSONValue
    ) {
        self.type = type
        read = reading
        self.write = write
        numbers = { _ in [] }
    }
}

extension ArgumentForm where Value: ArgumentValue {
    /// The form that the type has by itself.
    init() {
        type = Value.argumentType
        read = { try Value(argument: $0, at: $1) }
        write = { $0.argument }
        numbers = { $0.numbers }
    }
}

extension ArgumentForm where Value == [Int] {
    /// As many whole numbers as `count`; one number stands for all.
    public static func numbers(_ count: Int) -> Self {
        let words = count == 1 ? "a whole number" : "a whole number or \(count) of them"
        let list: JSONValue = [
            "type": "array", "items": ["type": "integer"], "minItems": .int(count),
            "maxItems": .int(count),
        ]
        return Self(
            ArgumentType(words, schema: ["anyOf": [["type": "integer"], list]]),
            read: { value in
                if let one = value.int { return [Int](repeating: one, count: count) }
                let list = value.array?.compactMap(\.int)
                return list?.count == count && value.array?.count == count ? list : nil
            }, write: \.argument, numbers: \.numbers)
    }

    /// Numbers of axes: one or a list; one is written as a number.
    public static var axes: Self {
        let list: JSONValue = ["type": "array", "items": ["type": "integer"], "minItems": 1]
        return Self(
            ArgumentType(
                "a whole number or a list of them", schema: ["anyOf": [["type": "integer"], list]]),
            read: { value in
                if let one = value.int { return [one] }
                let list = value.array?.compactMap(\.int)
                return list?.isEmpty == false && list?.count == value.array?.count ? list : nil
            }, write: { $0.count == 1 ? .int($0[0]) : $0.argument }, numbers: \.numbers)
    }
}

extension ArgumentForm where Value == Int {
    /// The number of an axis; a list of one stands for it.
    public static var axis: Self {
        Self(
            ArgumentType("one axis: a whole number", "integer"),
            read: { $0.int ?? ($0.array?.count == 1 ? $0[0]?.int : nil) },
            write: \.argument, numbers: \.numbers)
    }
}

extension LimitRange where Self == Limits {
    /// Numbers of axes: far more than there are, far from where sums of them overflow.
    public static var axes: Limits { Limits(least: -100, most: 100) }
}

extension ArgumentForm where Value: ArgumentWord {
    /// Some of the words that the type has.
    public static func words(_ allowed: [Value]) -> Self {
        let words = allowed.map(\.rawValue)
        let others = Value.aliases.filter { words.contains($0.value.rawValue) }.keys.sorted()
        return Self(
            ArgumentType(words: words, others: others),
            reading: { value, place in
                guard let word = value.string else {
                    throw place.error(
                        nil,
                        "must be text, one of \(words.joined(separator: ", ")), got \(value.text)")
                }
                if let found = allowed.first(where: { $0.rawValue == word }) { return found }
                if others.contains(word), let found = Value.aliases[word] { return found }
                throw place.error(
                    nil, "\"\(word)\" is not one of \(words.joined(separator: ", "))",
                    hint: Spelling.suggestion(for: word, among: words))
            }, write: { .string($0.rawValue) })
    }

}
