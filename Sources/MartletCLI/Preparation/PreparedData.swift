// SPDX-License-Identifier: Apache-2.0
import Martlet

/// The examples of a training, ready to be seen by a network.
struct PreparedData {
    /// What training sees.
    let train: Dataset
    /// What is looked at after each epoch.
    let validation: Dataset?
    /// What is looked at when all is done.
    let test: Dataset?
    /// What was done to all of them.
    let preprocessing: Preprocessing

    /// Reads and prepares what a specification asks for.
    ///
    /// - Throws: `DataError` if the data cannot be used.
    init(_ specification: Specification) throws {
        let examples = try Examples(specification.data)
        let whole = examples.train
        guard !whole.isEmpty else {
            throw DataError(.invalidValue, "\(whole.name) has no examples")
        }
        guard !whole.targets.isEmpty else {
            throw DataError(
                .invalidValue, "\(whole.name) has nothing to learn: no target is named",
                hint: "data: {csv: table.csv, target: name of the column to predict}")
        }
        try whole.checkFinite()
        try examples.test?.checkFinite()
        var (train, held): (Dataset, Dataset?) = (whole, nil)
        if specification.fit.validationSplit > 0, !specification.data.validatesOnTest {
            (train, held) = try whole.validationSplit(specification.fit.validationSplit)
        }
        let preprocessing = try Preprocessing(
            specification.preprocessing, of: train, whiteLevel: examples.whiteLevel)
        self.preprocessing = preprocessing
        self.train = try preprocessing.apply(to: train)
        test = try examples.test.map(preprocessing.apply)
        validation =
            specification.data.validatesOnTest ? test : try held.map(preprocessing.apply)
    }
}
