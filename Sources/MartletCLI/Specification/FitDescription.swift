// SPDX-License-Identifier: Apache-2.0
import Martlet

/// What a specification says under `fit`, under Keras' names.
struct FitDescription {
    /// How often each example is seen.
    let epochs: Int
    /// Examples per step.
    let batchSize: Int
    /// The part of the training examples that is set aside for validation.
    let validationSplit: Double
    /// Whether each epoch has an order of its own.
    let shuffle: Bool
    /// How much examples of each class count.
    let classWeights: [Int: Double]?
    /// From what initial values, order and dropout are drawn.
    let seed: Int
    /// What happens along the way.
    let callbacks: [any Callback]

    init(_ reader: ConfigurationReader) throws {
        epochs = try reader.integer("epochs", default: 1, atLeast: 1)
        batchSize = try reader.integer("batch_size", default: 32, atLeast: 1)
        validationSplit = try reader.double("validation_split", default: 0)
        guard validationSplit >= 0, validationSplit < 1 else {
            throw reader.error(
                "validation_split", "must be at least 0 and less than 1, got \(validationSplit)")
        }
        shuffle = try reader.bool("shuffle", default: true)
        seed = try reader.integer("seed", default: 0)
        classWeights = try Self.classWeights(reader)
        callbacks = try Self.callbacks(reader)
        try reader.finish()
    }

    private static func callbacks(_ parent: ConfigurationReader) throws -> [any Callback] {
        guard let value = parent.value("callbacks") else { return [] }
        guard let list = value.array else {
            throw parent.error("callbacks", "must be a list such as [EarlyStopping: {patience: 3}]")
        }
        return try list.enumerated().map { index, entry in
            let path = parent.path + ["callbacks", "\(index)"]
            let (name, arguments) = try NamedEntry(entry, path: path, what: "a callback").parts
            return try ClassCatalog.callbacks.make(
                named: name, Arguments(arguments, path: path + [name]))
        }
    }

    private static func classWeights(_ parent: ConfigurationReader) throws -> [Int: Double]? {
        guard parent.value("class_weight") != nil else { return nil }
        let members = try parent.members("class_weight")
        guard let object = parent.value("class_weight")?.object else { return nil }
        var weights: [Int: Double] = [:]
        for (key, _) in object.members {
            guard let number = Int(key), number >= 0 else {
                throw members.error(key, "must be the number of a class: 0, 1, 2, …")
            }
            let weight = try members.double(key, atLeast: 0)
            guard weight.isFinite else { throw members.error(key, "must be finite, got \(weight)") }
            weights[number] = weight
        }
        return weights
    }
}
