// SPDX-License-Identifier: Apache-2.0
import Martlet

/// What a specification says under `fit`, under Keras' names.
struct FitDescription: Configurable {
    /// How often each example is seen.
    private(set) var epochs = 1
    /// Examples per step.
    private(set) var batchSize = 32
    /// The part of the training examples that is set aside for validation.
    private(set) var validationSplit = 0.0
    /// Whether each epoch has an order of its own.
    private(set) var shuffle = true
    /// How much examples of each class count.
    private(set) var classWeights: [Int: Double]?
    /// From what initial values, order and dropout are drawn.
    private(set) var seed = 0
    /// What happens along the way.
    private(set) var callbacks: [any Callback & Configurable] = []

    static let schema = Schema<Self>(
        FitDescription(),
        .argument("epochs", \.epochs, in: 1..., "How often each example is seen."),
        .argument("batch_size", \.batchSize, in: 1..., "Examples per step."),
        .argument(
            "validation_split", \.validationSplit, in: 0..<1,
            "The part of the training examples that is set aside for validation."),
        .argument("shuffle", \.shuffle, "Whether each epoch has an order of its own."),
        .argument(
            "class_weight", \.classWeights, as: .classWeights,
            "How much examples of each class count."),
        .argument(
            "seed", \.seed, "From what initial values, order and dropout are drawn."),
        .argument("callbacks", \.callbacks, as: .callbacks, "What happens along the way."))
}

extension ArgumentForm where Value == [any Callback & Configurable] {
    /// A list of names, or names with arguments.
    fileprivate static var callbacks: Self {
        let item = ClassCatalog.callbacks.argumentType.schema
        return ArgumentForm(
            ArgumentType(
                "a list such as [EarlyStopping: {patience: 3}]",
                schema: ["type": "array", "items": .object(item)]),
            reading: { value, place in
                guard let list = value.array else {
                    throw place.error(
                        nil,
                        "must be a list such as [EarlyStopping: {patience: 3}], got \(value.text)")
                }
                return try list.enumerated().map { index, entry in
                    let place = place.at("\(index)")
                    let (name, arguments) = try NamedEntry(
                        entry, path: place.path, what: "a callback"
                    ).parts
                    return try ClassCatalog.callbacks.make(
                        named: name, place.at(name, arguments))
                }
            }, write: { .array($0.map(\.stored)) })
    }
}

extension ArgumentForm where Value == [Int: Double]? {
    /// A mapping of numbers of classes to weights.
    fileprivate static var classWeights: Self {
        ArgumentForm(
            ArgumentType(
                "a mapping of classes to weights",
                schema: [
                    "type": "object", "additionalProperties": ["type": "number", "minimum": 0],
                ]
            ).optional,
            reading: { value, place in
                if value.isNull { return nil }
                guard let object = value.object else {
                    throw place.error(nil, "must be a mapping (class: weight), got \(value.text)")
                }
                return try object.members.reduce(into: [Int: Double]()) { weights, member in
                    guard let number = Int(member.key), number >= 0 else {
                        throw place.error(member.key, "must be the number of a class: 0, 1, 2, …")
                    }
                    weights[number] = try weight(member.value, at: place.at(member.key))
                }
            },
            write: { weights in
                guard let weights else { return .null }
                return .object(
                    weights.sorted { $0.key < $1.key }.reduce(into: JSONObject()) {
                        $0["\($1.key)"] = .double($1.value)
                    })
            })
    }

    private static func weight(_ value: JSONValue, at place: Arguments) throws -> Double {
        let weight = try Double(argument: value, at: place)
        guard weight >= 0, weight.isFinite else {
            throw place.error(nil, "must be finite and at least 0, got \(weight)")
        }
        return weight
    }
}
