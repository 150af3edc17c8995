// SPDX-License-Identifier: Apache-2.0
public import MartletFormats

extension ClassCatalog where Item == any Optimizer {
    /// The optimizers that files and the command line know by name.
    public static var optimizers: Self {
        ClassCatalog(
            "optimizer", [SGD.self, Adagrad.self, RMSprop.self, Adam.self, AdamW.self],
            aliases: ["rmsprop": "RMSprop", "adamw": "AdamW"])
    }
}
