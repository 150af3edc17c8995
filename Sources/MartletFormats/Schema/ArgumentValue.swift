// SPDX-License-Identifier: Apache-2.0

/// What an argument can be: numbers, words, lists, or a type of your own.
public protocol ArgumentValue: Sendable {
    /// The type as messages and listings name it.
    static var argumentType: ArgumentType { get }
    /// The value that a file holds.
    ///
    /// - Throws: ``ConfigurationError`` if it is of another type.
    init(argument: JSONValue, at place: Arguments) throws
    /// The value as a file holds it.
    var argument: JSONValue { get }
    /// The numbers that a schema's limits apply to.
    var numbers: [Double] { get }
}

extension ArgumentValue {
    /// None.
    public var numbers: [Double] { [] }

    /// `value`, or an error that says what was expected instead of `given`.
    package static func understood<Value>(
        _ value: Value?, _ given: JSONValue, _ place: Arguments
    ) throws -> Value {
        if let value { return value }
        throw place.error(nil, "must be \(argumentType.name), got \(given.text)")
    }
}

extension Int: ArgumentValue {
    /// A whole number.
    public static var argumentType: ArgumentType { ArgumentType("a whole number", "integer") }
    /// Reads the number.
    public init(argument: JSONValue, at place: Arguments) throws {
        self = try Self.understood(argument.int, argument, place)
    }
    /// The number.
    public var argument: JSONValue { .int(self) }
    /// The number.
    public var numbers: [Double] { [Double(self)] }
}

extension Double: ArgumentValue {
    /// A number.
    public static var argumentType: ArgumentType { ArgumentType("a number", "number") }
    /// Reads the number.
    public init(argument: JSONValue, at place: Arguments) throws {
        self = try Self.understood(argument.double, argument, place)
    }
    /// The number.
    public var argument: JSONValue { .double(self) }
    /// The number.
    public var numbers: [Double] { [self] }
}

extension Bool: ArgumentValue {
    /// True or false.
    public static var argumentType: ArgumentType { ArgumentType("true or false", "boolean") }
    /// Reads true or false.
    public init(argument: JSONValue, at place: Arguments) throws {
        self = try Self.understood(argument.bool, argument, place)
    }
    /// True or false.
    public var argument: JSONValue { .bool(self) }
}

extension String: ArgumentValue {
    /// Text.
    public static var argumentType: ArgumentType { ArgumentType("text", "string") }
    /// Reads the text.
    public init(argument: JSONValue, at place: Arguments) throws {
        self = try Self.understood(argument.string, argument, place)
    }
    /// The text.
    public var argument: JSONValue { .string(self) }
}

extension Optional: ArgumentValue where Wrapped: ArgumentValue {
    /// The wrapped type, or null.
    public static var argumentType: ArgumentType { Wrapped.argumentType.optional }
    /// Reads the value; null is `nil`.
    public init(argument: JSONValue, at place: Arguments) throws {
        self = argument.isNull ? nil : try Wrapped(argument: argument, at: place)
    }
    /// The value, or null.
    public var argument: JSONValue { self?.argument ?? .null }
    /// The numbers of the value.
    public var numbers: [Double] { self?.numbers ?? [] }
}

extension Array: ArgumentValue where Element: ArgumentValue {
    /// A list.
    public static var argumentType: ArgumentType {
        ArgumentType(
            "a list, each \(Element.argumentType.name)",
            schema: ["type": "array", "items": .object(Element.argumentType.schema)])
    }
    /// Reads the list.
    public init(argument: JSONValue, at place: Arguments) throws {
        self = try Self.understood(argument.array, argument, place).enumerated().map {
            try Element(argument: $1, at: place.at("\($0)"))
        }
    }
    /// The list.
    public var argument: JSONValue { .array(map(\.argument)) }
    /// The numbers of all elements.
    public var numbers: [Double] { flatMap(\.numbers) }
}

/// An enum of words conforms by saying so: `enum Mode: String, ArgumentWord`.
public protocol ArgumentWord: ArgumentValue, CaseIterable, RawRepresentable
where RawValue == String {
    /// What Keras also accepts: `["swish": .silu]`.
    static var aliases: [String: Self] { get }
}

extension ArgumentWord {
    /// None.
    public static var aliases: [String: Self] { [:] }
    /// One of the words.
    public static var argumentType: ArgumentType {
        ArgumentForm<Self>.words(Array(allCases)).type
    }
    /// Reads the word.
    public init(argument: JSONValue, at place: Arguments) throws {
        self = try ArgumentForm<Self>.words(Array(Self.allCases)).read(argument, place)
    }
    /// The word.
    public var argument: JSONValue { .string(rawValue) }
}
