// SPDX-License-Identifier: Apache-2.0

/// Guesses what was meant by a misspelt word.
package enum Spelling {
    /// `did you mean "…"?` with the nearest word, if one is near.
    package static func suggestion(for word: String, among words: [String]) -> String? {
        let ranked = words.map { ($0, distance(word.lowercased(), $0.lowercased())) }
        guard let best = ranked.min(by: { $0.1 < $1.1 }), best.1 <= max(2, word.count / 3) else {
            return nil
        }
        return "did you mean \"\(best.0)\"?"
    }

    /// How many letters must be put in, taken out or exchanged to make one word of the other (Levenshtein, 1965).
    package static func distance(_ first: String, _ second: String) -> Int {
        let (first, second) = (Array(first), Array(second))
        var row = Array(0...second.count)
        for (i, letter) in first.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in second.enumerated() {
                let replaced = diagonal + (letter == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
            }
        }
        return row[second.count]
    }
}
