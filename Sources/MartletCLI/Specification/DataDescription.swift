// SPDX-License-Identifier: Apache-2.0
import Martlet
import MartletNN

/// Where the examples of a specification come from.
struct DataDescription {
    /// A kind of source.
    enum Source {
        /// The 1,797 digits that come with Martlet.
        case digits
        /// The 70,000 digits of MNIST.
        case mnist
        /// Random numbers.
        case random(RandomData)
        /// A table of comma-separated values.
        case table(TableDescription)
        /// NumPy arrays: inputs and, unless they are only to be predicted, targets.
        case arrays(inputs: String, targets: String?)
    }

    /// What is looked at after each epoch.
    enum Validation {
        /// Nothing, or what `fit` sets aside.
        case none
        /// The test part.
        case test
        /// Some of what training would see.
        case split(Split)
    }

    /// Which examples are set aside, at random.
    struct Split {
        let size: SplitSize
        let seed: Int
        let isStratified: Bool
    }

    /// The names of built-in data.
    static let builtInNames = ["digits", "mnist", "random"]

    /// Where from.
    let source: Source
    /// What is set aside; `nil` if the data has a test part of its own, or none.
    let split: Split?
    /// What is looked at after each epoch.
    let validation: Validation

    /// Reads the member `data`: a name, or a mapping.
    init(_ parent: ConfigurationReader, folder: String) throws {
        guard let value = parent.value("data") else {
            throw parent.error(
                "data", "is missing; it must be a name or a mapping",
                hint: "built in are \(Self.builtInNames.joined(separator: ", "))")
        }
        let path = parent.path + ["data"]
        let members = value.string.map { ["name": .string($0)] as JSONObject } ?? value.object
        guard let members else {
            throw parent.error("data", "must be a name or a mapping, got \(value.text)")
        }
        let reader = ConfigurationReader(members, path: path)
        source = try Self.source(reader, folder: folder)
        split = try Self.split(reader, "split")
        validation = try Self.validation(reader)
        try reader.finish()
    }

    private static func source(_ reader: ConfigurationReader, folder: String) throws -> Source {
        let kinds = ["name", "csv", "inputs"].filter { reader.has($0) }
        guard kinds.count <= 1 else {
            throw reader.error(kinds[1], "cannot stand beside \"\(kinds[0])\": data has one source")
        }
        if reader.has("csv") { return .table(try TableDescription(reader, folder: folder)) }
        if reader.has("inputs") {
            return .arrays(
                inputs: TableDescription.path(try reader.string("inputs"), in: folder),
                targets: try reader.optionalString("targets").map {
                    TableDescription.path($0, in: folder)
                })
        }
        switch try reader.choice("name", of: builtInNames) {
        case "digits": return .digits
        case "mnist": return .mnist
        default: return .random(try RandomData(reader))
        }
    }

    private static func validation(_ reader: ConfigurationReader) throws -> Validation {
        if reader.value("validation")?.object != nil {
            return try split(reader, "validation").map { .split($0) } ?? .none
        }
        let word = try reader.choice("validation", of: ["test", "none"], default: "none")
        return word == "test" ? .test : .none
    }

    private static func split(_ parent: ConfigurationReader, _ key: String) throws -> Split? {
        guard parent.value(key) != nil else { return nil }
        let reader = try parent.members(key)
        let size: SplitSize
        if case .int(let count) = reader.value("test_size") {
            guard count > 0 else {
                throw reader.error("test_size", "must be at least 1, got \(count)")
            }
            size = .count(count)
        } else {
            let part = try reader.double("test_size", default: 0.25)
            guard part > 0, part < 1 else {
                throw reader.error(
                    "test_size", "must lie between 0 and 1, or be a number of examples, got \(part)"
                )
            }
            size = .fraction(part)
        }
        let split = Split(
            size: size, seed: try reader.integer("seed", default: 0),
            isStratified: try reader.bool("stratified", default: false))
        try reader.finish()
        return split
    }
}
