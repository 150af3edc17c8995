// SPDX-License-Identifier: Apache-2.0
public import MartletFormats

extension ClassCatalog where Item == any Loss {
    /// The losses that files and the command line know by name.
    public static var losses: Self {
        ClassCatalog(
            "loss",
            [
                MeanSquaredError.self, MeanAbsoluteError.self, BinaryCrossentropy.self,
                CategoricalCrossentropy.self, SparseCategoricalCrossentropy.self,
            ],
            aliases: [
                "mse": "MeanSquaredError", "mae": "MeanAbsoluteError", "bce": "BinaryCrossentropy",
            ])
    }
}
