// SPDX-License-Identifier: Apache-2.0
import Martlet
import MartletData

/// The specification of a training, put together from a file, a saved model and options.
struct TrainingPlanSource {
    /// What shall be done.
    let specification: Specification
    /// What the model's file shall tell of it, so that the training can be resumed.
    let stored: JSONObject

    /// - Throws: `ConfigurationError` or ``SpecificationError`` if the parts contradict one another.
    init(file: SpecificationFile?, saved: SavedModel?, overrides: Overrides) throws {
        let metadata = saved?.model.metadata ?? [:]
        guard let root = file?.document.root ?? metadata["specification"] else {
            throw ConfigurationError(
                path: [], problem: "the model does not say how it was trained",
                hint: "give the specification too: martlet train SPEC --resume MODEL")
        }
        if let file { _ = try Specification(file) }  // mistakes are shown as they stand in the file
        let folder = file?.folder ?? metadata["folder"]?.string ?? "."
        let changed = overrides.applied(to: root)
        let name = file.map { Specification.name(of: $0) } ?? saved?.model.name ?? "model"
        specification = try Specification(changed, name: name, folder: folder)
        stored = ["specification": changed, "folder": .string(FilePath.absolute(folder))]
        if let saved { try Self.check(saved, root, specification) }
    }

    private static func check(
        _ saved: SavedModel, _ root: JSONValue, _ specification: Specification
    )
        throws
    {
        let old = saved.model.metadata["specification"]
        for key in ["inputs", "layers", "outputs"] where old != nil && old?[key] != root[key] {
            throw ConfigurationError(
                path: [key], problem: "the network differs from the one in \(saved.path)",
                hint: "leave the specification out: martlet train --resume \(saved.path)")
        }
        let done = saved.records.count
        guard done < specification.fit.epochs else {
            throw ConfigurationError(
                path: ["fit", "epochs"],
                problem: "the \(done) epochs of \(saved.path) are done already",
                hint: "ask for more: --epochs \(done + 5)")
        }
    }
}
