// SPDX-License-Identifier: Apache-2.0
import Martlet
import MartletData

/// The examples in a file, prepared for a saved model as in training.
struct PredictionData {
    /// The examples, without targets.
    let examples: Dataset

    /// - Throws: `DataError` if the file cannot be read or does not suit the model.
    init(_ saved: SavedModel, path: String, invertsPictures: Bool) throws {
        guard let shapes = saved.model.inputShapes, shapes.count == 1 else {
            throw DataError(
                .unsupported, "the model has several inputs; files with examples hold one",
                hint: "predict from Swift: model.predict([first, second])")
        }
        if let table = try Self.tableOfTraining(saved, path) {
            examples = try Self.prepared(table, saved)
            return
        }
        let shape = saved.preprocessing?.inputShape ?? shapes[0]
        let features = try Features(
            contentsOf: path, exampleShape: shape, invertingPictures: invertsPictures)
        let stored: Features
        if features.isUnscaled {
            stored = features
        } else {  // a picture, read as 0…1
            let white = Float(saved.preprocessing?.whiteLevel ?? 1)
            stored = Features(features.values, scale: features.scale * white)
        }
        examples = try Self.prepared(
            Dataset(inputs: [stored], name: FilePath.name(of: path)), saved)
    }

    private static func prepared(_ data: Dataset, _ saved: SavedModel) throws -> Dataset {
        guard let preprocessing = saved.preprocessing else { return data }
        return try preprocessing.apply(to: data)
    }

    /// A table like the one that was trained on; columns that were no features are left out, if they are there.
    private static func tableOfTraining(_ saved: SavedModel, _ path: String) throws -> Dataset? {
        guard case .table(let description) = saved.specification?.data.source,
            ["csv", "tsv", "txt"].contains(FilePath.kind(of: path))
        else { return nil }
        let table = try CSVTable(
            contentsOf: path, hasHeader: description.hasHeader, delimiter: description.delimiter)
        let others = description.ignored + (description.target.map { [$0] } ?? [])
        let hasAll = table.columnNames.count > saved.preprocessing?.inputShape.count ?? 0
        let present = hasAll ? others.filter { (try? table.index(of: $0)) != nil } : []
        return try table.dataset(target: nil, ignoring: present, name: FilePath.name(of: path))
    }
}
