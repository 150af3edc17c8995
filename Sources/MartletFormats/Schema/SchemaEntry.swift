// SPDX-License-Identifier: Apache-2.0

/// A property that a schema reads and writes.
public typealias Property<Root, Value> = any WritableKeyPath<Root, Value> & Sendable

/// One line of a schema.
public struct SchemaEntry<Root>: Sendable {
    let fields: [SchemaField<Root>]

    init(_ field: SchemaField<Root>) { fields = [field] }

    /// Several lines as one, such as what all losses have.
    public init(_ entries: SchemaEntry<Root>...) { fields = entries.flatMap(\.fields) }

    /// An argument whose default is the prototype's.
    ///
    /// - Parameters:
    ///   - name: Keras' name.
    ///   - property: Where its value is.
    ///   - range: The numbers that are allowed: `1...`, `0..<1`, `.above(0)`.
    ///   - meaning: One sentence: that of the property's comment.
    /// - Returns: The line.
    public static func argument<Value: ArgumentValue>(
        _ name: String, _ property: Property<Root, Value>,
        in range: some LimitRange = Limits.none, _ meaning: String
    ) -> Self {
        Self(SchemaField(name, property, .argument, ArgumentForm(), range.limits, meaning))
    }

    /// An argument with a form of its own in files.
    public static func argument<Value: Sendable>(
        _ name: String, _ property: Property<Root, Value>, as form: ArgumentForm<Value>,
        in range: some LimitRange = Limits.none, _ meaning: String
    ) -> Self {
        Self(SchemaField(name, property, .argument, form, range.limits, meaning))
    }

    /// An argument that must be given.
    public static func required<Value: ArgumentValue>(
        _ name: String, _ property: Property<Root, Value>,
        in range: some LimitRange = Limits.none, _ meaning: String
    ) -> Self {
        Self(SchemaField(name, property, .required, ArgumentForm(), range.limits, meaning))
    }

    /// An argument that must be given, with a form of its own in files.
    public static func required<Value: Sendable>(
        _ name: String, _ property: Property<Root, Value>, as form: ArgumentForm<Value>,
        in range: some LimitRange = Limits.none, _ meaning: String
    ) -> Self {
        Self(SchemaField(name, property, .required, form, range.limits, meaning))
    }

    /// What is kept in checkpoints, not in configurations.
    public static func state<Value: ArgumentValue>(
        _ name: String, _ property: Property<Root, Value>
    ) -> Self { Self(SchemaField(name, property, .state, ArgumentForm(), .none, "")) }

    /// One of Keras' arguments of which we have one value: accepted at the given values, refused by name otherwise.
    public static func fixed(_ name: String, _ values: JSONValue..., hint: String? = nil) -> Self {
        Self(SchemaField(fixed: name, to: values, hint: hint))
    }

    /// One of Keras' arguments that means nothing here, whatever its value.
    public static func ignored(_ name: String) -> Self {
        Self(SchemaField(fixed: name, to: [], hint: nil))
    }

    /// A rule about several arguments, after their lines: the problem, or `nil`; read as "`name` `problem`".
    public static func rule(_ name: String, _ problem: @escaping @Sendable (Root) -> String?)
        -> Self
    {
        Self(SchemaField(rule: name, problem))
    }

    /// All arguments of a part, such as what all optimizers have; names get `prefix`.
    public static func including<Part: Configurable>(
        _ part: Property<Root, Part>, prefix: String = ""
    ) -> Self { Self(Part.schema.fields.map { $0.lifted(by: part, prefix: prefix) }) }

    /// Arguments of a part whose lines depend on the whole, such as sizes along one axis or two.
    public static func including<Part>(
        _ part: Property<Root, Part>, _ entries: SchemaEntry<Part>...
    ) -> Self { Self(entries.flatMap(\.fields).map { $0.lifted(by: part, prefix: "") }) }

    private init(_ fields: [SchemaField<Root>]) { self.fields = fields }
}
