// SPDX-License-Identifier: Apache-2.0
import Martlet

/// A model read from a file, with what its training left in it.
struct SavedModel {
    /// The file.
    let path: String
    /// The network with its parameters.
    let model: Model
    /// What must be done to examples first; `nil` if the model was not made by this command.
    let preprocessing: Preprocessing?
    /// How it was trained; `nil` if the model was not made by this command.
    let specification: Specification?
    /// The epochs that were finished.
    let records: [EpochRecord]

    /// Reads the file at `path`, or the model in the run's folder at `path`.
    ///
    /// - Throws: `DataError` if it is missing or damaged.
    init(_ path: String) throws {
        let file = RunFolder.modelFile(path)
        self.path = file
        model = try Model(contentsOf: file)
        let metadata = model.metadata
        do {
            preprocessing = try metadata["preprocessing"]?.object.map {
                try Preprocessing(ConfigurationReader($0, path: ["preprocessing"]))
            }
            specification = try metadata["specification"].map {
                let folder = metadata["folder"]?.string ?? "."
                return try Specification($0, name: "model", folder: folder)
            }
        } catch let error as ConfigurationError {
            throw DataError(
                .malformed, "the description of the training is damaged", path: file, cause: error)
        }
        records = (metadata["history"]?.array ?? []).compactMap(EpochRecord.init)
    }
}
