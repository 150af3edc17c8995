// SPDX-License-Identifier: Apache-2.0
import Martlet

/// A training as a file describes it: data, preprocessing, layers, how to train.
struct Specification {
    /// What the model is called; folders are named after it.
    let name: String
    /// The examples.
    let data: DataDescription
    /// What is done to them first.
    let preprocessing: PreprocessingDescription
    /// The layers.
    let network: NetworkDescription
    /// Optimizer, loss and metrics.
    let training: TrainingDescription
    /// Epochs, batches, callbacks.
    let fit: FitDescription
    /// How many examples are predicted at the end, for people to look at.
    let predictions: Int

    /// Reads the members that a file or a saved model holds.
    ///
    /// - Throws: `ConfigurationError` with the way to the mistake.
    init(_ value: JSONValue, name fallback: String, folder: String) throws {
        guard let object = value.object else {
            throw ConfigurationError(
                path: [],
                problem: "a specification is a mapping with data, layers, compile and fit",
                hint: "`martlet specs --show digits-cnn` shows one")
        }
        let reader = ConfigurationReader(object)
        name = try reader.optionalString("name") ?? fallback
        guard Self.isSafe(name) else {
            throw reader.error(
                "name", "must be a plain word of letters, digits, \".\", \"_\" and \"-\"")
        }
        data = try DataDescription(reader, folder: folder)
        preprocessing = try PreprocessingDescription(from: reader.arguments("preprocessing"))
        network = try NetworkDescription(reader)
        training = try TrainingDescription(from: reader.arguments("compile"))
        fit = try FitDescription(from: reader.arguments("fit"))
        predictions = try reader.integer("predict", default: 0, atLeast: 0)
        try reader.finish()
    }

    /// Reads a file.
    init(_ file: SpecificationFile) throws {
        self = try file.locating {
            try Specification(file.document.root, name: Self.name(of: file), folder: file.folder)
        }
    }

    /// The name of a training whose specification says none: that of the file, without ending.
    static func name(of file: SpecificationFile) -> String {
        let fileName = file.name.split(separator: "/").last.map(String.init) ?? file.name
        let stem = fileName.split(separator: ".").first.map(String.init) ?? ""
        return isSafe(stem) ? stem : "model"
    }

    /// Whether a name can be that of a folder anywhere.
    private static func isSafe(_ name: String) -> Bool {
        let isPlain = name.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || ("0"..."9").contains($0)
                || "._-".unicodeScalars.contains($0)
        }
        return isPlain && !name.isEmpty && name.utf8.count <= 100 && !name.hasPrefix(".")
    }
}

extension ConfigurationReader {
    /// The members of a mapping; none if it is not there.
    func members(_ key: String) throws -> ConfigurationReader {
        guard let value = value(key) else { return ConfigurationReader([:], path: path + [key]) }
        guard let object = value.object else {
            throw error(key, "must be a mapping (name: value), got \(value.text)")
        }
        return ConfigurationReader(object, path: path + [key])
    }

    /// The members of a mapping, as arguments; none if it is not there.
    func arguments(_ key: String) throws -> Arguments {
        _ = try members(key)
        return Arguments(value(key)?.object ?? [:], path: path + [key])
    }

    /// A list of texts; a single text stands for a list of it.
    func texts(_ key: String) throws -> [String]? {
        guard let value = value(key) else { return nil }
        if let text = value.string { return [text] }
        let texts = value.array?.compactMap(\.string)
        guard let texts, texts.count == value.array?.count else {
            throw error(key, "must be a name or a list of names, got \(value.text)")
        }
        return texts
    }

    /// A shape: a list of sizes, each at least 1, or one size.
    func shape(_ key: String) throws -> Shape? {
        guard let value = value(key) else { return nil }
        return try Shape(sizes: value, at: Arguments([:], path: path + [key]))
    }
}
