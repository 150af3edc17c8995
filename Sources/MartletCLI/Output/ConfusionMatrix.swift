// SPDX-License-Identifier: Apache-2.0
import Martlet

/// How often each class was taken for which.
struct ConfusionMatrix {
    /// The most classes that a terminal has room for.
    static let maximumClasses = 20

    /// The names of the classes.
    let names: [String]
    /// Rows: the true class; columns: the predicted one.
    let counts: [[Int]]

    /// Compares predicted with true class numbers.
    init(names: [String], predicted: [Int], actual: [Int]) {
        self.names = names
        var counts = [[Int]](
            repeating: [Int](repeating: 0, count: names.count), count: names.count)
        for (guess, truth) in zip(predicted, actual)
        where names.indices.contains(guess) && names.indices.contains(truth) {
            counts[truth][guess] += 1
        }
        self.counts = counts
    }

    /// The table: a row for each true class, a column for each predicted one, a dot for none.
    var text: String {
        let labels = names.map { $0.count > 12 ? $0.prefix(11) + "…" : $0 }
        let margin = max(labels.map(\.count).max() ?? 0, 4)
        let largest = counts.joined().max() ?? 0
        let width = max(labels.map(\.count).max() ?? 0, String(largest).count) + 2
        var lines = [String(repeating: " ", count: margin + 2) + " predicted"]
        lines.append(
            Self.right("true", margin) + " │" + labels.map { Self.right($0, width) }.joined())
        lines.append(
            String(repeating: "─", count: margin + 1) + "┼"
                + String(repeating: "─", count: width * names.count))
        for (label, row) in zip(labels, counts) {
            let cells = row.map { Self.right($0 == 0 ? "·" : String($0), width) }
            lines.append(Self.right(label, margin) + " │" + cells.joined())
        }
        return lines.joined(separator: "\n")
    }

    /// The table for programs.
    var members: JSONObject {
        [
            "classes": .array(names.map { .string($0) }),
            "counts": .array(counts.map { .array($0.map { .int($0) }) }),
        ]
    }

    private static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
