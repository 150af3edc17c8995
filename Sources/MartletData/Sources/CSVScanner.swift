// SPDX-License-Identifier: Apache-2.0

/// Cuts delimited text into rows and cells (RFC 4180; lines may end in CR LF, LF or CR).
struct CSVScanner: Sendable {
    /// One cell: where its content lies, without the quotes around it.
    struct Cell {
        let range: Range<Int>
        /// Whether it stood in quotes, where a quote is written as two.
        let isQuoted: Bool
        /// The byte that the cell begins with, a quote included.
        let start: Int
    }

    /// Where a row begins.
    struct Row {
        let start: Int
        let line: Int
    }

    let bytes: [UInt8]
    let delimiter: UInt8

    /// The rows that are not empty lines.
    ///
    /// - Throws: ``DataError`` if quotes do not end, or text follows their end.
    func rows() throws -> [Row] {
        var rows: [Row] = []
        // A byte order mark is not content.
        var position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var line = 1
        while position < bytes.count {
            let row = Row(start: position, line: line)
            let isEmpty = isLineEnd(position)
            if isEmpty {
                position = afterLineEnd(position)
                line += 1
            } else {
                (position, line) = try scan(row) { _, _ in }
                rows.append(row)
            }
        }
        return rows
    }

    /// Calls `body` with the number and place of each cell of a row; returns where the next row and line begin.
    @discardableResult
    func scan(_ row: Row, _ body: (Int, Cell) throws -> Void) throws -> (next: Int, line: Int) {
        var (position, line, column) = (row.start, row.line, 0)
        while true {
            let cell = try cell(at: position, line: &line, of: row)
            try body(column, cell)
            column += 1
            position = cell.range.upperBound + (cell.isQuoted ? 1 : 0)
            guard position < bytes.count else { return (position, line) }
            if isLineEnd(position) { return (afterLineEnd(position), line + 1) }
            position += 1
        }
    }

    /// The text of a cell, without the space around it unless it stood in quotes.
    func text(_ cell: Cell) -> String {
        guard cell.isQuoted else {
            return String(decoding: bytes[trimmed(cell.range)], as: UTF8.self)
        }
        var text: [UInt8] = []
        var wasQuote = false
        for byte in bytes[cell.range] {
            wasQuote = byte == UInt8(ascii: "\"") && !wasQuote
            if !wasQuote { text.append(byte) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The number in a cell; `nil` if it is something else.
    func number(_ cell: Cell) -> Double? {
        bytes.withUnsafeBufferPointer {
            DecimalNumber.parse(UnsafeBufferPointer(rebasing: $0[trimmed(cell.range)]))
        }
    }

    /// An error at a cell of a row.
    func error(_ code: DataError.Code, _ problem: String, _ cell: Cell, hint: String? = nil)
        -> DataError
    {
        error(code, problem, at: cell.start, hint: hint)
    }

    private func error(
        _ code: DataError.Code, _ problem: String, at position: Int, hint: String? = nil
    ) -> DataError {
        let (place, lineStart) = line(of: position)
        let column = bytes[lineStart..<position].count { $0 & 0xC0 != 0x80 } + 1
        return DataError(code, problem, hint: hint, line: place, column: column)
    }

    /// The line that a byte is in, from 1, and where it begins; counted only for messages.
    private func line(of position: Int) -> (line: Int, start: Int) {
        var (line, start, index) = (1, 0, 0)
        while index < position {
            guard isLineEnd(index) else {
                index += 1
                continue
            }
            index = afterLineEnd(index)
            if index <= position { (line, start) = (line + 1, index) }
        }
        return (line, start)
    }

    private func cell(at start: Int, line: inout Int, of row: Row) throws -> Cell {
        guard start < bytes.count, bytes[start] == UInt8(ascii: "\"") else {
            var end = start
            while end < bytes.count, bytes[end] != delimiter, !isLineEnd(end) { end += 1 }
            return Cell(range: start..<end, isQuoted: false, start: start)
        }
        var end = start + 1
        while true {
            guard end < bytes.count else {
                throw error(.malformed, "the text in quotes does not end", at: start)
            }
            if bytes[end] == UInt8(ascii: "\"") {
                guard end + 1 < bytes.count, bytes[end + 1] == UInt8(ascii: "\"") else { break }
                end += 2
            } else if isLineEnd(end) {
                end = afterLineEnd(end)
                line += 1
            } else {
                end += 1
            }
        }
        let next = end + 1
        guard next >= bytes.count || bytes[next] == delimiter || isLineEnd(next) else {
            throw error(
                .malformed, "there is text after the closing quote", at: next,
                hint: "write a quote within quotes twice: \"\"")
        }
        return Cell(range: start + 1..<end, isQuoted: true, start: start)
    }

    private func isLineEnd(_ position: Int) -> Bool {
        bytes[position] == 0x0A || bytes[position] == 0x0D
    }

    private func afterLineEnd(_ position: Int) -> Int {
        let isPair =
            bytes[position] == 0x0D && position + 1 < bytes.count && bytes[position + 1] == 0x0A
        return position + (isPair ? 2 : 1)
    }

    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
        while end > start, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
        return start..<end
    }
}
