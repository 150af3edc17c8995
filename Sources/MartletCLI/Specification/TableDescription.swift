// SPDX-License-Identifier: Apache-2.0
import Martlet
import MartletData

/// A table of comma-separated values, and which of its columns are what.
struct TableDescription: Configurable {
    /// What the column to predict means.
    private enum Kind: String, ArgumentWord {
        case automatic = "auto"
        case labels, numbers
    }

    /// The file, seen from the folder of the specification.
    var path: String
    /// The column to predict: its name or number.
    private(set) var target: CSVTable.Column?
    /// Columns that are left out.
    private(set) var ignored: [CSVTable.Column] = []
    /// Whether the first line names the columns; found out if `nil`.
    private(set) var hasHeader: Bool?
    private var targetKind = Kind.automatic
    private var separator: String?

    init(path: String) { self.path = path }

    /// What the column to predict means.
    var kind: CSVTable.TargetKind {
        switch targetKind {
        case .automatic: .automatic
        case .labels: .labels
        case .numbers: .numbers
        }
    }
    /// What separates cells; found out if `nil`.
    var delimiter: Character? { separator?.first }

    static let schema = Schema<Self>(
        TableDescription(path: ""),
        .required("csv", \.path, "The file, seen from the folder of the specification."),
        .argument("target", \.target, as: .column, "The column to predict: its name or number."),
        .argument("target_kind", \.targetKind, "What the column to predict means."),
        .argument("ignore", \.ignored, as: .columns, "Columns that are left out."),
        .argument(
            "header", \.hasHeader,
            "Whether the first line names the columns; found out if null."),
        .argument(
            "delimiter", \.separator, "The character that separates cells; found out if null."),
        .rule("delimiter") { table in
            (table.separator?.count ?? 1) == 1
                ? nil : "must be one character, got \"\(table.separator ?? "")\""
        })

    /// The path as seen from `folder`.
    static func path(_ path: String, in folder: String) -> String {
        path.hasPrefix("/") || folder == "." ? path : "\(folder)/\(path)"
    }
}

extension ArgumentForm where Value == CSVTable.Column? {
    /// The name or the number of a column, or null.
    fileprivate static var column: Self {
        ArgumentForm(
            CSVTable.Column.argumentType.optional,
            reading: { $0.isNull ? nil : try CSVTable.Column(argument: $0, at: $1) },
            write: { $0?.argument ?? .null })
    }
}

extension ArgumentForm where Value == [CSVTable.Column] {
    /// Names or numbers of columns, or one.
    fileprivate static var columns: Self {
        let one = JSONValue.object(CSVTable.Column.argumentType.schema)
        return ArgumentForm(
            ArgumentType(
                "names or numbers of columns",
                schema: ["anyOf": [one, ["type": "array", "items": one]]]),
            reading: { value, place in
                try (value.array ?? [value]).map { try CSVTable.Column(argument: $0, at: place) }
            }, write: { .array($0.map(\.argument)) })
    }
}

extension CSVTable.Column {
    fileprivate static var argumentType: ArgumentType {
        ArgumentType("the name or the number of a column", ["string", "integer"])
    }

    fileprivate init(argument: JSONValue, at place: Arguments) throws {
        if let number = argument.int {
            self = .index(number)
        } else if let name = argument.string {
            self = .name(name)
        } else {
            throw place.error(
                nil, "must be \(Self.argumentType.name), got \(argument.text)")
        }
    }

    fileprivate var argument: JSONValue {
        switch self {
        case .index(let number): .int(number)
        case .name(let name): .string(name)
        }
    }
}
