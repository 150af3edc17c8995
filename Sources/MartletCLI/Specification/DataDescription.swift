// SPDX-License-Identifier: Apache-2.0
import Martlet

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
        /// NumPy arrays.
        case arrays(ArraysDescription)
    }

    /// What is looked at after each epoch.
    enum Validation {
        /// Nothing, or what `fit` sets aside.
        case none
        /// The test part.
        case test
        /// Some of what training would see.
        case split(SplitDescription)
    }

    /// The names of built-in data.
    static let builtInNames = BuiltInData.Name.allCases.map(\.rawValue)

    /// Where from.
    let source: Source
    /// What is set aside; `nil` if the data has a test part of its own, or none.
    let split: SplitDescription?
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
        let arguments = Arguments(members, path: path)
        source = try Self.source(arguments, folder: folder)
        split = try members["split"].flatMap { try Self.split($0, at: arguments.at("split")) }
        validation = try Self.validation(
            members["validation"] ?? .null, at: arguments.at("validation"))
    }

    /// The members that all sources have.
    private static let common = ["split", "validation"]

    private static func source(_ arguments: Arguments, folder: String) throws -> Source {
        let kinds = ["name", "csv", "inputs"].filter { arguments.object[$0] != nil }
        guard kinds.count <= 1 else {
            throw arguments.error(
                kinds[1], "cannot stand beside \"\(kinds[0])\": data has one source")
        }
        switch kinds.first {
        case "csv":
            var table = try TableDescription.schema.read(arguments, except: common)
            table.path = TableDescription.path(table.path, in: folder)
            return .table(table)
        case "inputs":
            return .arrays(
                try ArraysDescription.schema.read(arguments, except: common).seen(from: folder))
        default:
            let name = try BuiltInData.schema.read(arguments.only(["name"])).name
            if name == .random {
                return .random(try RandomData.schema.read(arguments, except: common + ["name"]))
            }
            _ = try BuiltInData.schema.read(arguments, except: common)
            return name == .digits ? .digits : .mnist
        }
    }

    private static func validation(_ value: JSONValue, at place: Arguments) throws -> Validation {
        if value.object != nil { return try split(value, at: place).map { .split($0) } ?? .none }
        if value.isNull { return .none }
        return try Word(argument: value, at: place) == .test ? .test : .none
    }

    private static func split(_ value: JSONValue, at place: Arguments) throws -> SplitDescription? {
        if value.isNull { return nil }
        guard let object = value.object else {
            throw place.error(nil, "must be a mapping (name: value), got \(value.text)")
        }
        return try SplitDescription(from: Arguments(object, path: place.path))
    }

    /// The words that `validation` can be.
    private enum Word: String, ArgumentWord {
        case test, none
    }

    /// The member `data`, in JSON Schema.
    static var jsonSchema: JSONValue {
        let split = SplitDescription.argumentsSchema()
        let common: JSONObject = [
            "split": split, "validation": ["anyOf": [.object(Word.argumentType.schema), split]],
        ]
        let random = common.merging(["name": ["const": "random"]])
        return [
            "anyOf": [
                .object(BuiltInData.Name.argumentType.schema),
                BuiltInData.argumentsSchema(and: common),
                RandomData.argumentsSchema(and: random),
                TableDescription.argumentsSchema(and: common),
                ArraysDescription.argumentsSchema(and: common),
            ]
        ]
    }
}

/// Data that comes with Martlet, or that it knows where to get.
struct BuiltInData: Configurable {
    /// What there is.
    enum Name: String, ArgumentWord {
        case digits, mnist, random
    }

    private(set) var name = Name.digits

    static let schema = Schema<Self>(
        BuiltInData(), .required("name", \.name, "Which of the built-in data sets."))
}
