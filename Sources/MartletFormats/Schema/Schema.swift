// SPDX-License-Identifier: Apache-2.0

/// The arguments of a type: how they are read, written, checked and listed.
///
/// Defaults are the properties of a prototype, and so have one home: the initialiser.
public struct Schema<Root>: Sendable {
    let prototype: @Sendable () -> Root
    let remake: (@Sendable (Root) -> Root)?
    let fields: [SchemaField<Root>]

    /// A schema with a line for each argument.
    ///
    /// - Parameters:
    ///   - prototype: A value whose properties are the defaults; what must be given can have any value.
    ///   - remake: Makes the value anew from its arguments, for types whose initialiser makes other things of them,
    ///     such as layers within a layer.
    ///   - entries: The lines.
    public init(
        _ prototype: @autoclosure @escaping @Sendable () -> Root,
        remake: (@Sendable (Root) -> Root)? = nil, _ entries: SchemaEntry<Root>...
    ) {
        self.prototype = prototype
        self.remake = remake
        fields = entries.flatMap(\.fields)
    }

    /// What `martlet layers Dense` prints: a line for each argument.
    public var listing: [ArgumentDescription] {
        let defaults = prototype()
        return fields.filter(\.isArgument).map { field in
            ArgumentDescription(
                name: field.name, type: field.type, limits: field.limits, meaning: field.meaning,
                defaultValue: field.kind == .required ? JSONValue?.none : field.write(defaults))
        }
    }

    /// The names of all arguments that are understood.
    public var names: [String] {
        fields.filter { $0.isArgument || $0.kind == .fixed }.map(\.name)
    }

    /// Keras' arguments of which there is one value here, the first of `values`; any is accepted if there are none.
    public var fixedArguments: [(name: String, values: [JSONValue])] {
        fields.filter { $0.kind == .fixed }.map { ($0.name, $0.type.schema["enum"]?.array ?? []) }
    }
}

extension Schema {
    /// The value that `arguments` describe.
    ///
    /// - Parameters:
    ///   - arguments: Names and values.
    ///   - others: Arguments that somebody else reads.
    /// - Returns: The value.
    /// - Throws: ``ConfigurationError`` if an argument is missing, unknown or out of range.
    public func read(_ arguments: Arguments, except others: [String] = []) throws -> Root {
        let known = names + others
        for key in arguments.object.keys where !known.contains(key) {
            let names = fields.filter(\.isArgument).map(\.name) + others
            throw arguments.error(
                key, "is not known here; known are \(names.joined(separator: ", "))",
                hint: Spelling.suggestion(for: key, among: known))
        }
        var root = prototype()
        for field in fields where field.kind != .state { try field.take(&root, arguments) }
        if let problem = problem(of: root) { throw arguments.error(problem.name, problem.text) }
        return remake?(root) ?? root
    }

    func write(_ root: Root) -> JSONObject {
        object(of: root, from: fields.filter(\.isArgument))
    }

    func writeState(_ root: Root) -> JSONObject {
        object(of: root, from: fields.filter { $0.kind == .state })
    }

    func restore(_ root: inout Root, _ state: JSONObject) throws {
        let arguments = Arguments(state, path: ["state"])
        for field in fields where field.kind == .state { try field.take(&root, arguments) }
    }

    /// The first argument that is out of range, and what is wrong with it.
    func problem(of root: Root) -> (name: String, text: String)? {
        for field in fields {
            if let text = field.problem(root) { return (field.name, text) }
        }
        return nil
    }

    private func object(of root: Root, from fields: [SchemaField<Root>]) -> JSONObject {
        var object = JSONObject()
        for field in fields { object[field.name] = field.write(root) }
        return object
    }
}
