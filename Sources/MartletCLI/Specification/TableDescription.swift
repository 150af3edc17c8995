// SPDX-License-Identifier: Apache-2.0
import Martlet
import MartletData

/// A table of comma-separated values, and which of its columns are what.
struct TableDescription {
    /// The file.
    let path: String
    /// The column to predict.
    let target: CSVTable.Column?
    /// What the column to predict means.
    let kind: CSVTable.TargetKind
    /// Columns that are left out.
    let ignored: [CSVTable.Column]
    /// Whether the first line names the columns; found out if `nil`.
    let hasHeader: Bool?
    /// What separates cells; found out if `nil`.
    let delimiter: Character?

    init(_ reader: ConfigurationReader, folder: String) throws {
        path = Self.path(try reader.string("csv"), in: folder)
        target = try reader.value("target").map { try Self.column($0, reader, "target") }
        switch try reader.choice("target_kind", of: ["auto", "labels", "numbers"], default: "auto")
        {
        case "labels": kind = .labels
        case "numbers": kind = .numbers
        default: kind = .automatic
        }
        ignored =
            try reader.value("ignore").map { value in
                try (value.array ?? [value]).map { try Self.column($0, reader, "ignore") }
            } ?? []
        hasHeader = reader.has("header") ? try reader.bool("header") : nil
        delimiter = try reader.optionalString("delimiter").map { text in
            guard text.count == 1, let character = text.first else {
                throw reader.error("delimiter", "must be one character, got \"\(text)\"")
            }
            return character
        }
    }

    /// The path as seen from `folder`.
    static func path(_ path: String, in folder: String) -> String {
        path.hasPrefix("/") || folder == "." ? path : "\(folder)/\(path)"
    }

    private static func column(_ value: JSONValue, _ reader: ConfigurationReader, _ key: String)
        throws
        -> CSVTable.Column
    {
        if let number = value.int { return .index(number) }
        if let name = value.string { return .name(name) }
        throw reader.error(key, "must be the name or the number of a column, got \(value.text)")
    }
}
