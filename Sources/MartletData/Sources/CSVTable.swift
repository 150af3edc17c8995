// SPDX-License-Identifier: Apache-2.0

/// A table of numbers and texts in a text file: comma-separated values (RFC 4180), or another delimiter.
///
/// ```swift
/// let table = try CSVTable(contentsOf: "houses.csv")
/// let data = try table.dataset(target: "price")
/// ```
/// The file may be compressed by `gzip`. Lines that are empty are skipped.
public struct CSVTable: Sendable {
    /// What the header calls the columns; `column 1`, … if there is none.
    public let columnNames: [String]
    /// Whether the first line names the columns.
    public let hasHeader: Bool
    /// The names of the classes, if the first line is one of scikit-learn's data files: `150,4,setosa,…`.
    let classNames: [String]?
    let scanner: CSVScanner
    /// The rows of data.
    let rows: [CSVScanner.Row]
    let path: String?

    /// How many rows of data there are.
    public var rowCount: Int { rows.count }

    /// The table in the file at `path`.
    ///
    /// - Parameters:
    ///   - path: A text file in UTF-8, plain or compressed.
    ///   - hasHeader: Whether the first line names the columns; found out by itself if `nil`.
    ///   - delimiter: What separates cells; of `,`, `;`, tab and `|` the one that is there, if `nil`.
    ///   - limit: The most bytes that are read.
    /// - Throws: ``DataError`` with line and column if the text is not a table.
    public init(
        contentsOf path: String, hasHeader: Bool? = nil, delimiter: Character? = nil,
        limit: Int = 1 << 33
    ) throws {
        let bytes = try ByteStream(path).rest(limit: limit)
        self = try naming(path) {
            try CSVTable(bytes: bytes, hasHeader: hasHeader, delimiter: delimiter, path: path)
        }
    }

    /// The table in `text`.
    ///
    /// - Parameters:
    ///   - text: The lines.
    ///   - hasHeader: Whether the first line names the columns; found out by itself if `nil`.
    ///   - delimiter: What separates cells; of `,`, `;`, tab and `|` the one that is there, if `nil`.
    /// - Throws: ``DataError`` with line and column if the text is not a table.
    public init(parsing text: String, hasHeader: Bool? = nil, delimiter: Character? = nil) throws {
        try self.init(
            bytes: Array(text.utf8), hasHeader: hasHeader, delimiter: delimiter, path: nil)
    }

    private init(bytes: [UInt8], hasHeader: Bool?, delimiter: Character?, path: String?) throws {
        if bytes.contains(0) { throw DataError(.malformed, "this is not a text file") }
        scanner = CSVScanner(
            bytes: bytes, delimiter: try Self.delimiter(delimiter, in: bytes))
        let all = try scanner.rows()
        guard let first = all.first else { throw DataError(.malformed, "the table is empty") }
        let cells = try Self.cells(of: first, scanner)
        let next = try all.count > 1 ? Self.cells(of: all[1], scanner) : []
        classNames =
            hasHeader == nil ? Self.summary(cells, rows: all.count - 1, next, scanner) : nil
        self.hasHeader =
            classNames == nil && (hasHeader ?? Self.looksLikeHeader(cells, next, scanner))
        columnNames =
            self.hasHeader
            ? cells.map(scanner.text)
            : (classNames == nil ? cells : next).indices.map { "column \($0 + 1)" }
        rows = Array(all.dropFirst(self.hasHeader || classNames != nil ? 1 : 0))
        self.path = path
        try checkWidths()
    }

    /// The numbers of a column.
    ///
    /// - Throws: ``DataError`` with line and column if a cell is empty or holds something else.
    public func numbers(_ column: Column) throws -> [Double] {
        let index = try index(of: column)
        return try values(index) { try number($0, in: index) }
    }

    /// The texts of a column; space around them, but not in quotes, is left out.
    ///
    /// - Throws: ``DataError`` if there is no such column.
    public func texts(_ column: Column) throws -> [String] {
        try values(index(of: column)) { scanner.text($0) }
    }

    /// The names of the columns that hold something other than numbers somewhere.
    public func textColumns() throws -> [String] {
        var isText = [Bool](repeating: false, count: columnNames.count)
        for row in rows {
            try scanner.scan(row) { index, cell in
                if scanner.number(cell) == nil { isText[index] = true }
            }
        }
        return columnNames.indices.filter { isText[$0] }.map { columnNames[$0] }
    }

    private func values<Value>(
        _ index: Int, _ value: (CSVScanner.Cell) throws -> Value
    ) throws -> [Value] {
        try naming(path ?? "the table") {
            var values: [Value] = []
            values.reserveCapacity(rowCount)
            for row in rows {
                try scanner.scan(row) { if $0 == index { values.append(try value($1)) } }
            }
            return values
        }
    }
}

extension CSVTable {
    /// A column of a table, by name or by number; numbers start at 0, negative ones count from the end.
    public enum Column: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral
    {
        /// The column that the header calls so; the number that the text says, if no column is called so.
        case name(String)
        /// The column of that number.
        case index(Int)

        /// The column of that name.
        public init(stringLiteral value: String) { self = .name(value) }
        /// The column of that number.
        public init(integerLiteral value: Int) { self = .index(value) }
    }

    /// The number of a column, from 0.
    ///
    /// - Throws: ``DataError`` if there is no such column, or several have the name.
    public func index(of column: Column) throws -> Int {
        switch column {
        case .index(let number):
            let index = number < 0 ? number + columnNames.count : number
            guard columnNames.indices.contains(index) else {
                throw DataError(
                    .notFound,
                    "there is no column \(number): the table has \(columnNames.count) columns",
                    path: path)
            }
            return index
        case .name(let name):
            let places = columnNames.indices.filter { columnNames[$0] == name }
            if places.count == 1 { return places[0] }
            if places.count > 1 {
                throw DataError(
                    .invalidValue, "\(places.count) columns are called \"\(name)\"",
                    hint:
                        "say which by its number: \(places.map(String.init).joined(separator: " or "))",
                    path: path)
            }
            if let number = Int(name) { return try index(of: .index(number)) }
            let names = columnNames.prefix(20).map { "\"\($0)\"" }.joined(separator: ", ")
            throw DataError(
                .notFound, "there is no column \"\(name)\"",
                hint: "the columns are \(names)\(columnNames.count > 20 ? ", …" : "")", path: path)
        }
    }

    /// The finite number in a cell of the column of number `index`.
    func number(_ cell: CSVScanner.Cell, in index: Int) throws -> Double {
        if let number = scanner.number(cell), number.isFinite { return number }
        let text = scanner.text(cell)
        let name = columnNames[index]
        if Self.isMissing(text) {
            throw scanner.error(
                .invalidValue,
                text.isEmpty
                    ? "a value is missing in column \"\(name)\""
                    : "a value is missing (\"\(text)\") in column \"\(name)\"",
                cell, hint: "fill the gap, or remove the line or the column")
        }
        throw scanner.error(
            .invalidValue, "\"\(text.prefix(40))\" in column \"\(name)\" is not a finite number",
            cell,
            hint: "leave the column out, or turn its texts into numbers")
    }

    /// Whether a text stands for a value that is not known.
    static func isMissing(_ text: String) -> Bool {
        ["", "na", "n/a", "nan", "null", "?"].contains(text.lowercased())
    }

    private func checkWidths() throws {
        for row in rows {
            var (width, last) = (
                0, CSVScanner.Cell(range: 0..<0, isQuoted: false, start: row.start)
            )
            try scanner.scan(row) { (width, last) = ($0 + 1, $1) }
            guard width == columnNames.count else {
                throw scanner.error(
                    .malformed,
                    "this line has \(width) cells, but the first one has \(columnNames.count)", last
                )
            }
        }
    }

    private static func cells(
        of row: CSVScanner.Row, _ scanner: CSVScanner
    ) throws -> [CSVScanner.Cell] {
        var cells: [CSVScanner.Cell] = []
        try scanner.scan(row) { cells.append($1) }
        return cells
    }

    /// A first line without any number names the columns.
    private static func looksLikeHeader(
        _ first: [CSVScanner.Cell], _ next: [CSVScanner.Cell], _ scanner: CSVScanner
    ) -> Bool {
        let hasNumbers = first.contains { scanner.number($0) != nil }
        return !hasNumbers && first.allSatisfy { !scanner.text($0).isEmpty } && !next.isEmpty
    }

    /// The class names of a first line such as `150,4,setosa,versicolor,virginica`: rows, features, classes.
    private static func summary(
        _ first: [CSVScanner.Cell], rows: Int, _ next: [CSVScanner.Cell], _ scanner: CSVScanner
    ) -> [String]? {
        guard first.count > 2, rows > 0, scanner.number(first[0]) == Double(rows),
            scanner.number(first[1]) == Double(next.count - 1),
            first[2...].allSatisfy({ scanner.number($0) == nil })
        else { return nil }
        return first[2...].map(scanner.text)
    }

    private static func delimiter(_ wanted: Character?, in bytes: [UInt8]) throws -> UInt8 {
        if let wanted {
            guard let byte = wanted.asciiValue, wanted != "\"", !wanted.isNewline else {
                throw DataError(.invalidValue, "\"\(wanted)\" cannot separate cells")
            }
            return byte
        }
        var isQuoted = false
        var counts: [UInt8: Int] = [:]
        for byte in bytes {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if !isQuoted && (byte == 0x0A || byte == 0x0D) && !counts.isEmpty { break }
            if !isQuoted { counts[byte, default: 0] += 1 }
        }
        let candidates = [",", ";", "\t", "|"].map { UInt8(ascii: $0) }
        // The first of those that are most frequent: a comma, if nothing is there.
        return candidates.max { counts[$0, default: 0] < counts[$1, default: 0] } ?? candidates[0]
    }
}
