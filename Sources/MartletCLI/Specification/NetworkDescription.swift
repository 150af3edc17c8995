// SPDX-License-Identifier: Apache-2.0
import Martlet
import MartletNN

/// The layers of a specification: a list, or a graph with names.
struct NetworkDescription {
    /// A layer and where it stands.
    private struct Entry {
        let layer: any Layer
        let name: String
        let path: [String]
        /// The names of what it is applied to; the layer before it if `nil`.
        let inputs: [String]?
    }

    private let entries: [Entry]
    private let outputs: [String]?
    private let isFunctional: Bool

    /// Reads the members `inputs`, `layers` and `outputs`.
    init(_ reader: ConfigurationReader) throws {
        let inputs = try Self.inputs(reader)
        outputs = try reader.texts("outputs")
        guard let list = reader.value("layers")?.array, !list.isEmpty else {
            throw reader.error(
                "layers", "must be a list with at least one layer",
                hint:
                    "for example:\nlayers:\n  - Flatten\n  - Dense: {units: 10, activation: softmax}"
            )
        }
        let written = try list.enumerated().map { index, value in
            let path = reader.path + ["layers", "\(index)"]
            return (try NamedEntry(value, path: path, what: "a layer").parts, path)
        }
        var entries: [Entry] = []
        for ((name, arguments), path) in inputs + written {
            let taken = Set(entries.map(\.name))
            entries.append(try Self.entry(name, arguments, path, taken: taken))
        }
        self.entries = entries
        isFunctional =
            !inputs.isEmpty || outputs != nil || entries.contains { $0.inputs != nil }
        _ = try model(name: "check", seed: 0)
    }

    /// The network as a model, without parameters yet.
    ///
    /// - Throws: `ConfigurationError` if a name leads nowhere.
    func model(name: String, seed: Int) throws -> Model {
        guard isFunctional else {
            return Model(name: name, seed: seed, layers: entries.map(\.layer))
        }
        var values: [String: Symbol] = [:]
        var inputs: [any SymbolConvertible] = []
        var last: Symbol?
        for entry in entries {
            if let input = entry.layer as? Input {
                inputs.append(input)
                last = input.symbol
            } else {
                let names = entry.inputs
                let operands = try names?.map { try value($0, values, entry.path) }
                guard let operands = operands ?? last.map({ [$0] }) else {
                    throw ConfigurationError(
                        path: entry.path, problem: "the first layer has nothing to be applied to",
                        hint: "begin with - Input: {shape: [10], name: x}")
                }
                last = entry.layer(operands)
            }
            values[entry.name] = last
        }
        let results = try outputs.map { try $0.map { try value($0, values, ["outputs"]) } }
        return Model(
            inputs: inputs, outputs: results ?? last.map { [$0] } ?? [], name: name, seed: seed)
    }

    /// Where the layer of that name stands.
    func path(ofLayer name: String) -> [String]? { entries.first { $0.name == name }?.path }

    private func value(_ name: String, _ values: [String: Symbol], _ path: [String]) throws
        -> Symbol
    {
        if let value = values[name] { return value }
        let isLater = entries.contains { $0.name == name }
        throw ConfigurationError(
            path: path,
            problem: isLater
                ? "\"\(name)\" comes later: a layer can only be applied to what stands before it"
                : "there is no layer called \"\(name)\"",
            hint: Spelling.suggestion(for: name, among: Array(values.keys).sorted()))
    }

    private static func entry(
        _ className: String, _ given: JSONObject, _ path: [String], taken: Set<String>
    ) throws -> Entry {
        let reader = ConfigurationReader(given, path: path + [className])
        let inputs = try reader.texts("inputs")
        if inputs?.isEmpty == true { throw reader.error("inputs", "must name at least one layer") }
        let wanted = try reader.optionalString("name")
        if let wanted, taken.contains(wanted) || wanted.isEmpty || wanted.contains("/") {
            throw reader.error(
                "name",
                taken.contains(wanted)
                    ? "\"\(wanted)\" is the name of two layers" : "must be a word without \"/\"")
        }
        var arguments = given
        arguments["inputs"] = nil
        arguments["name"] = nil
        let unnamed = try layer(className, arguments, reader.path)
        let automatic = LayerNaming.automaticName(of: type(of: unnamed).className)
        let name = wanted ?? LayerNaming.unique(automatic, among: taken)
        arguments["name"] = .string(name)
        let layer = try layer(className, arguments, reader.path)
        return Entry(layer: layer, name: name, path: path, inputs: inputs)
    }

    private static func layer(_ className: String, _ arguments: JSONObject, _ path: [String]) throws
        -> any Layer
    {
        try ClassCatalog.layers.make(named: className, Arguments(arguments, path: path))
    }

    /// The inputs written as `inputs: {name: shape}`, as layers.
    private static func inputs(_ reader: ConfigurationReader) throws
        -> [((name: String, arguments: JSONObject), [String])]
    {
        guard let value = reader.value("inputs") else { return [] }
        guard let object = value.object, object.count > 0 else {
            throw reader.error("inputs", "must be a mapping of names to shapes, got \(value.text)")
        }
        let members = try reader.members("inputs")
        return try object.keys.map { name in
            guard let shape = try members.shape(name) else {
                throw members.error(name, "must be the shape of one example")
            }
            let arguments: JSONObject = [
                "shape": .array(shape.sizes.map { .int($0) }), "name": .string(name),
            ]
            return (("Input", arguments), members.path + [name])
        }
    }
}
