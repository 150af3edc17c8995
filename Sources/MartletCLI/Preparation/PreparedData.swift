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
        let (train, held) = try Self.parts(of: whole, specification)
        let preprocessing = try Preprocessing(
            specification.preprocessing, of: train, whiteLevel: examples.whiteLevel)
        self.preprocessing = preprocessing
        self.train = try preprocessing.apply(to: train)
        test = try examples.test.map(preprocessing.apply)
        validation =
            if case .test = specification.data.validation { test } else {
                try held.map(preprocessing.apply)
            }
    }

    /// What training sees, and what of it is set aside for validation.
    private static func parts(of data: Dataset, _ specification: Specification) throws
        -> (train: Dataset, held: Dataset?)
    {
        switch specification.data.validation {
        case .test: return (data, nil)
        case .split(let split):
            let parts = try split.parts(of: data)
            return (parts.rest, parts.aside)
        case .none:
            guard specification.fit.validationSplit > 0 else { return (data, nil) }
            let parts = try data.validationSplit(specification.fit.validationSplit)
            return (parts.train, parts.validation)
        }
    }
}
