// SPDX-License-Identifier: Apache-2.0
import MartletFormats

/// A callback that writes a file.
public protocol FileWriter: Callback {
    /// Where to; the command line puts relative paths into the folder of the run.
    var path: String { get set }
}

extension SchemaEntry where Root: FileWriter & Configurable {
    /// The path cannot be empty.
    static func filePath(_ name: String) -> Self {
        .rule(name) { $0.path.isEmpty ? "must be the name of a file" : nil }
    }
}
