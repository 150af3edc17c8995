// SPDX-License-Identifier: Apache-2.0

import MartletFormats
import MartletNN

/// How `fit` goes through the data.
struct FitOptions {
    let epochs: Int
    let firstEpoch: Int
    let batchSize: Int
    let shuffle: Bool

    /// - Throws: `ConfigurationError` if a number is out of range.
    init(epochs: Int, firstEpoch: Int, batchSize: Int, shuffle: Bool) throws {
        try Self.check(epochs, atLeast: 1, "epochs")
        try Self.check(firstEpoch, atLeast: 0, "initialEpoch")
        try Self.check(batchSize, atLeast: 1, "batchSize")
        self.epochs = epochs
        self.firstEpoch = firstEpoch
        self.batchSize = batchSize
        self.shuffle = shuffle
    }

    static func check(
        _ value: Int, atLeast least: Int, _ name: String, of function: String = "fit"
    ) throws {
        guard value >= least else {
            throw ConfigurationError(
                path: [function, name], problem: "must be at least \(least), got \(value)")
        }
    }
}
