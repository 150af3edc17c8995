// SPDX-License-Identifier: Apache-2.0

/// What a line of a schema is for.
enum FieldKind {
    case argument, required, state, fixed, rule
}

/// One argument without its type: what a schema's line comes down to.
struct SchemaField<Root>: Sendable {
    let name: String
    let kind: FieldKind
    let type: ArgumentType
    let limits: Limits
    let meaning: String
    let read: @Sendable (inout Root, JSONValue, Arguments) throws -> Void
    let write: @Sendable (Root) -> JSONValue
    let problem: @Sendable (Root) -> String?

    /// Whether it is kept in configurations and listed.
    var isArgument: Bool { kind == .argument || kind == .required }

    /// Reads the argument into `root`, if it is there; what is null has its default.
    func take(_ root: inout Root, _ arguments: Arguments) throws {
        if kind == .rule { return }
        let value = arguments.object[name] ?? .null
        if value.isNull, kind == .required {
            throw arguments.error(name, "is missing; it must be \(type.name)")
        }
        let isMissing = arguments.object[name] == nil
        if isMissing || (value.isNull && !type.isOptional && kind != .fixed) { return }
        try read(&root, value, arguments.at(name))
        if let text = problem(root) { throw arguments.error(name, text) }
    }

    /// The same argument of a whole that has `Root` as a part.
    func lifted<Outer>(by path: Property<Outer, Root>, prefix: String) -> SchemaField<Outer> {
        SchemaField<Outer>(
            name: prefix + name, kind: kind, type: type, limits: limits, meaning: meaning,
            read: { try read(&$0[keyPath: path], $1, $2) },
            write: { write($0[keyPath: path]) },
            problem: { problem($0[keyPath: path]) })
    }
}

extension SchemaField {
    init<Value>(
        _ name: String, _ path: Property<Root, Value>, _ kind: FieldKind,
        _ form: ArgumentForm<Value>, _ limits: Limits, _ meaning: String
    ) {
        self.init(
            name: name, kind: kind, type: form.type, limits: limits, meaning: meaning,
            read: { $0[keyPath: path] = try form.read($1, $2) },
            write: { form.write($0[keyPath: path]) },
            problem: { limits.problem(of: form.numbers($0[keyPath: path])) })
    }

    /// Accepts `values`, or anything if there are none.
    init(fixed name: String, to values: [JSONValue], hint: String?) {
        self.init(
            name: name, kind: .fixed, type: ArgumentType(fixedTo: values), limits: .none,
            meaning: "",
            read: { _, value, place in
                if values.isEmpty || values.contains(where: { $0.isSameNumber(as: value) }) {
                    return
                }
                let wanted = values[0].string ?? values[0].text
                throw place.error(
                    nil, "must be \(wanted), got \(value.text): others are not supported",
                    hint: hint)
            }, write: { _ in values.first ?? .null }, problem: { _ in nil })
    }

    init(rule name: String, _ problem: @escaping @Sendable (Root) -> String?) {
        self.init(
            name: name, kind: .rule, type: .none, limits: .none, meaning: "",
            read: { _, _, _ in }, write: { _ in .null }, problem: problem)
    }
}

extension JSONValue {
    /// Whether the values are equal; `1` and `1.0` are.
    fileprivate func isSameNumber(as other: JSONValue) -> Bool {
        if let number = double, let otherNumber = other.double { return number == otherNumber }
        return self == other
    }
}
