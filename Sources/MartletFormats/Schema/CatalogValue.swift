// SPDX-License-Identifier: Apache-2.0

/// An argument that is made by a class of a catalogue, such as an initialiser: `he_normal`, `{HeNormal: {seed: 1}}`, or
/// Keras' stored form.
public protocol CatalogValue: ArgumentValue, Hashable {
    /// What the catalogue's classes make.
    associatedtype Item
    /// The classes.
    static var catalog: ClassCatalog<Item> { get }
    /// The value that stands for `item`.
    init(_ item: Item)
    /// What the value stands for.
    var item: Item { get }
}

extension ArgumentForm {
    /// What a class of a catalogue makes: a loss, a layer within a layer.
    public static func item(_ catalog: @autoclosure @escaping @Sendable () -> ClassCatalog<Value>)
        -> Self
    {
        ArgumentForm(
            catalog().argumentType, reading: { try catalog().make($0, at: $1) },
            write: { ($0 as? any Configurable)?.stored ?? .null })
    }
}

extension ClassCatalog {
    /// A name, or a name with arguments.
    public var argumentType: ArgumentType {
        ArgumentType(
            "a name, or a name with arguments", schema: ["$ref": .string("#/$defs/\(kind)")])
    }
}

extension CatalogValue {
    /// A name, or a name with arguments.
    public static var argumentType: ArgumentType { catalog.argumentType }
    /// Reads a name, or a name with arguments.
    public init(argument: JSONValue, at place: Arguments) throws {
        self.init(try Self.catalog.make(argument, at: place))
    }
    /// Keras' stored form.
    public var argument: JSONValue { (item as? any Configurable)?.stored ?? .null }

    /// Values are equal if they are of one class with the same arguments.
    public static func == (lhs: Self, rhs: Self) -> Bool { lhs.argument == rhs.argument }
    /// Feeds class and arguments to the hasher.
    public func hash(into hasher: inout Hasher) { hasher.combine(argument) }
}
