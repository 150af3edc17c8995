// SPDX-License-Identifier: Apache-2.0
import Martlet
import MartletData

/// The examples on which a saved model shall be judged.
struct EvaluationData {
    /// The examples, prepared as in training.
    let examples: Dataset

    /// - Parameters:
    ///   - saved: The model.
    ///   - data: A built-in name or a file; the data of the training if `nil`.
    ///   - part: Which part; if `nil` the test part of what training knew, and all of a file.
    /// - Throws: `DataError` if the data cannot be read or does not suit the model.
    init(_ saved: SavedModel, data: String?, part: Examples.Part?) throws {
        let description = try Self.description(saved, data)
        let found = try Examples(description)
        var examples = try found.part(part ?? (found.test == nil ? .all : .test))
        examples = try examples.relabelled(as: saved.model.classNames)
        if let preprocessing = saved.preprocessing {
            examples = try preprocessing.apply(to: examples)
        } else if let white = found.whiteLevel {  // trained in Swift, where pixels read as 0…1
            examples = try examples.scaled(by: Float(1 / white))
        }
        self.examples = examples
    }

    /// Where the examples come from: as in training, but for the file that `data` names.
    private static func description(_ saved: SavedModel, _ data: String?) throws -> DataDescription
    {
        let metadata = saved.model.metadata
        var root = metadata["specification"] ?? [:]
        if let data {
            let isSame = data == DataDescription.name(in: root)
            root = Overrides(data: data).applied(to: root)
            if !isSame, var object = root.object, var members = object["data"]?.object {
                members["split"] = nil
                members["validation"] = nil
                object["data"] = .object(members)
                root = .object(object)
            }
        }
        guard let object = root.object, object["data"] != nil else {
            throw DataError(
                .notFound, "the model does not say what data it was trained on",
                hint: "say which with --data")
        }
        return try DataDescription(
            ConfigurationReader(object), folder: metadata["folder"]?.string ?? ".")
    }
}

extension DataDescription {
    /// The name of built-in data in a specification.
    fileprivate static func name(in root: JSONValue) -> String? {
        root["data"]?.string ?? root["data"]?["name"]?.string
    }
}

extension Dataset {
    /// The data with labels numbered as in `names`, where classes have names; else the data itself.
    ///
    /// - Throws: `DataError` if there is a class of another name.
    fileprivate func relabelled(as names: [String]?) throws -> Dataset {
        guard let names, let own = classNames, own != names, !targets.isEmpty else { return self }
        let numbers = try own.map { name in
            guard let number = names.firstIndex(of: name) else {
                throw DataError(
                    .invalidValue, "the model does not know the class \"\(name)\" of \(self.name)",
                    hint: "it knows \(names.prefix(20).joined(separator: ", "))")
            }
            return Int64(number)
        }
        let labels = try labels().map { numbers[$0] }
        return try Dataset(
            inputs: inputs, targets: [HostTensor(integers: labels, shape: [labels.count])],
            weights: weights, classNames: names, name: name)
    }
}
