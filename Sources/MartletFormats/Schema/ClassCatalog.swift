// SPDX-License-Identifier: Apache-2.0

/// The classes of one kind that files and the command line know by name; one type for every kind.
///
/// Names are Keras' class names, or the same in words; neither capitals nor underscores matter: `GlorotUniform`,
/// `glorot_uniform`.
public struct ClassCatalog<Item>: Sendable {
    /// What they are, for messages: `layer`.
    public let kind: String
    /// The classes.
    public let types: [any Configurable.Type]
    /// Other names: `["mse": "MeanSquaredError"]`.
    public let aliases: [String: String]

    /// A catalogue of the given classes, all of which make items.
    public init(
        _ kind: String, _ types: [any Configurable.Type], aliases: [String: String] = [:]
    ) {
        self.kind = kind
        self.types = types
        self.aliases = aliases
    }

    /// Keras' names in words: `glorot_uniform`.
    public var names: [String] { types.map { word(for: $0.className) } }

    /// The class name in words, spelled as in `aliases` if it is there: `rmsprop`.
    func word(for className: String) -> String {
        let plain = ClassNaming.plain(className)
        return aliases.keys.first { ClassNaming.plain($0) == plain }
            ?? ClassNaming.words(of: className)
    }

    /// The item that a file describes: `flatten`, `{Dense: {units: 10}}`, or Keras' stored form.
    ///
    /// - Throws: ``ConfigurationError`` if there is no such class or an argument is wrong.
    public func make(_ value: JSONValue, at place: Arguments) throws -> Item {
        if let name = value.string { return try make(named: name, place.at(name)) }
        guard let object = value.object else {
            throw place.error(nil, "must be a name, or a name with arguments, got \(value.text)")
        }
        if let name = object["class_name"]?.string {
            return try make(named: name, arguments(of: object["config"], place.at(name)))
        }
        guard let name = object.keys.first, object.count == 1 else {
            throw place.error(nil, "must have one name with its arguments, got \(value.text)")
        }
        return try make(named: name, arguments(of: object[name], place.at(name)))
    }

    /// The item of the class `name` with the given arguments; their path ends with the name.
    ///
    /// - Throws: ``ConfigurationError`` if there is no such class or an argument is wrong.
    public func make(named name: String, _ arguments: Arguments) throws -> Item {
        let path = arguments.path.last == name ? arguments.path.dropLast() : arguments.path[...]
        let type = try type(named: name, custom: arguments.custom, path: Array(path))
        guard let item = try type.init(from: arguments) as? Item else {
            throw arguments.error(nil, "is not a \(kind)")
        }
        return item
    }

    /// The class of that name; those in `custom` come first.
    public func type(named name: String, custom: [any Configurable.Type] = [])
        -> (any Configurable.Type)?
    {
        let plain = ClassNaming.plain(name)
        let alias = aliases.first { ClassNaming.plain($0.key) == plain }
        let wanted = alias.map { ClassNaming.plain($0.value) } ?? plain
        return (custom + types).first { ClassNaming.plain($0.className) == wanted }
    }

    /// The class of that name; those in `custom` come first.
    ///
    /// - Throws: ``ConfigurationError`` with the nearest name, or all names, if there is none.
    public func type(named name: String, custom: [any Configurable.Type] = [], path: [String])
        throws -> any Configurable.Type
    {
        if let type = type(named: name, custom: custom) { return type }
        throw ConfigurationError(
            path: path, problem: "there is no \(kind) \"\(name)\"",
            hint: hint(for: name, custom: custom), isUnknownClass: true)
    }

    /// The nearest name, or all names, written as the wrong one was.
    private func hint(for name: String, custom: [any Configurable.Type]) -> String {
        let classes = (custom + types).map { $0.className }
        let isClass = name.first?.isUppercase == true
        let names = isClass ? classes : classes.map(word)
        return Spelling.suggestion(for: name, among: names + aliases.keys.sorted())
            ?? "known are \(names.joined(separator: ", "))"
    }

    private func arguments(of value: JSONValue?, _ place: Arguments) throws -> Arguments {
        guard let value, !value.isNull else { return place }
        guard let object = value.object else {
            throw place.error(nil, "must be arguments with their names, got \(value.text)")
        }
        return Arguments(object, path: place.path, custom: place.custom)
    }
}

/// How classes are called in files.
package enum ClassNaming {
    /// `MaxPooling2D` as `max_pooling2d`, `Dense` as `dense`: Keras' way.
    package static func words(of className: String) -> String {
        var result = ""
        let characters = Array(className)
        for (index, character) in characters.enumerated() {
            let startsWord =
                index > 0 && character.isUppercase
                && (characters[index - 1].isLowercase
                    || (index + 1 < characters.count && characters[index + 1].isLowercase
                        && characters[index - 1].isUppercase))
            if startsWord { result += "_" }
            result += character.lowercased()
        }
        return result
    }

    /// Small letters without underscores: what counts when names are compared.
    static func plain(_ name: String) -> String { name.lowercased().filter { $0 != "_" } }
}
