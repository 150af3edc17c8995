// SPDX-License-Identifier: Apache-2.0

/// Something with a name in files and summaries: Keras' name of the class where Keras has it.
public protocol ClassNamed: Sendable {
    /// The name.
    static var className: String { get }
}

extension ClassNamed {
    /// The Swift name of the type.
    public static var className: String { String(describing: Self.self) }
}

/// Something that files and the command line know by its class name, with named arguments.
///
/// An argument is a property, a parameter of the initialiser, and one line of the ``schema``:
/// ```swift
/// public struct ELU: Configurable {
///     /// Minus the value that large negative elements approach.
///     public var alpha: Double
///
///     public init(alpha: Double = 1) {
///         self.alpha = alpha
///         requireValidArguments()
///     }
///
///     public static let schema = Schema<Self>(
///         ELU(), .argument("alpha", \.alpha, "Minus the value that large negative elements approach."))
/// }
/// ```
public protocol Configurable: ClassNamed {
    /// The arguments: name, property, range and meaning of each.
    static var schema: Schema<Self> { get }

    /// The value with the arguments that a file holds.
    ///
    /// - Throws: ``ConfigurationError`` if an argument is missing, unknown or out of range.
    init(from arguments: Arguments) throws
}

extension Configurable {
    /// The value with the arguments that a file holds.
    ///
    /// - Throws: ``ConfigurationError`` if an argument is missing, unknown or out of range.
    public init(from arguments: Arguments) throws { self = try Self.schema.read(arguments) }

    /// All arguments under Keras' names: ``init(from:)`` makes an equal value of them.
    public var configuration: JSONObject { Self.schema.write(self) }

    /// Keras' stored form: `{"class_name": …, "config": …}`.
    public var stored: JSONValue {
        ["class_name": .string(Self.className), "config": .object(configuration)]
    }

    /// What was learned along the way, apart from the arguments: what a callback has counted so far.
    public var state: JSONObject { Self.schema.writeState(self) }

    /// Takes up a ``state`` that was stored.
    ///
    /// - Throws: ``ConfigurationError`` if a part of it is of the wrong type.
    public mutating func restore(_ state: JSONObject) throws {
        try Self.schema.restore(&self, state)
    }

    /// The arguments as listings show them.
    public static var listing: [ArgumentDescription] { schema.listing }

    /// The last line of an initialiser: traps with name and value if an argument is out of range.
    ///
    /// The same limits throw when arguments come from a file.
    public func requireValidArguments() {
        if let problem = Self.schema.problem(of: self) {
            fatalError("\(Self.className): \(problem.name) \(problem.text).")
        }
    }
}
