// SPDX-License-Identifier: Apache-2.0
public import MartletFormats

extension ClassCatalog where Item == any Callback & Configurable {
    /// The callbacks that files and the command line know by name.
    public static var callbacks: Self {
        ClassCatalog(
            "callback", [EarlyStopping.self, ModelCheckpoint.self, CSVLogger.self])
    }
}
