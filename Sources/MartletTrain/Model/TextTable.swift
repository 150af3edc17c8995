// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// A table of text with ruled lines, as Keras prints its summaries: columns of fixed width, long words shortened.
struct TextTable {
    /// Where a column's text stands.
    enum Alignment { case left, right }

    /// A column: its header and how many characters its text may take.
    struct Column {
        let header: String
        let width: Int
        var alignment = Alignment.left
    }

    let columns: [Column]
    var rows: [[String]] = []

    /// The lines of the table.
    var lines: [String] {
        var lines = [rule("┏", "┳", "┓", "━")]
        lines += self.lines(of: columns.map(\.header), "┃")
        lines.append(rule("┡", "╇", "┩", "━"))
        for (index, row) in rows.enumerated() {
            if index > 0 { lines.append(rule("├", "┼", "┤", "─")) }
            lines += self.lines(of: row, "│")
        }
        lines.append(rule("└", "┴", "┘", "─"))
        return lines
    }

    private func rule(_ left: String, _ middle: String, _ right: String, _ line: String) -> String {
        let parts = columns.map { String(repeating: line, count: $0.width + 2) }
        return left + parts.joined(separator: middle) + right
    }

    /// A row, as high as its cell with the most lines.
    private func lines(of cells: [String], _ bar: String) -> [String] {
        let wrapped = strictZip(cells, columns).map { Self.wrapped($0, to: $1.width) }
        let height = wrapped.map(\.count).max() ?? 1
        return (0..<height).map { line in
            let parts = strictZip(wrapped, columns).map { cell, column in
                let text = line < cell.count ? cell[line] : ""
                let space = String(repeating: " ", count: column.width - text.count)
                return column.alignment == .left ? " \(text)\(space) " : " \(space)\(text) "
            }
            return bar + parts.joined(separator: bar) + bar
        }
    }

    /// The words of a text on lines of at most `width` characters; a longer word ends in "…".
    static func wrapped(_ text: String, to width: Int) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            let short = word.count > width ? "\(word.prefix(width - 1))…" : String(word)
            if let last = lines.last, last.count + 1 + short.count <= width {
                lines[lines.count - 1] = "\(last) \(short)"
            } else {
                lines.append(short)
            }
        }
        return lines.isEmpty ? [""] : lines
    }
}
