// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// The meaning of an argument stands in the comment of its property and in its line of the schema: they are equal.
@Suite struct MeaningTests {
    static let sources = URL(filePath: #filePath).appending(path: "../../../../Sources")
        .standardized

    /// The files that declare arguments.
    static func files() throws -> [(name: String, text: String)] {
        let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
        return try (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }
            .map { ($0.lastPathComponent, try String(contentsOf: $0, encoding: .utf8)) }
            .filter { $0.1.contains("schema = Schema<Self>(") }
    }

    /// The first comment of each property, in one line.
    private static func comments(in text: String) -> [String: String] {
        var (comments, pending) = ([String: String](), [String]())
        for line in text.split(separator: "\n").map({ $0.trimmingCharacters(in: .whitespaces) }) {
            if line.hasPrefix("///") {
                pending.append(line.dropFirst(3).trimmingCharacters(in: .whitespaces))
                continue
            }
            let words = line.split { " :".contains($0) }.map(String.init)
            if let place = words.firstIndex(of: "var"), place + 1 < words.count, !pending.isEmpty {
                let comment = pending.joined(separator: " ")
                comments[words[place + 1]] = comments[words[place + 1]] ?? comment
            }
            pending = []
        }
        return comments
    }

    @Test func commentsAndSchemasSayTheSame() throws {
        let line = try Regex(
            #"\.(?:argument|required)\(\s*"\w+",\s*\\\.(?:\w+\.)*(\w+),[^"]*"([^"]*)"\s*\)"#,
            as: (Substring, Substring, Substring).self)
        var count = 0
        for file in try Self.files() {
            let comments = Self.comments(in: file.text)
            for match in file.text.matches(of: line) {
                guard let comment = comments[String(match.output.1)] else { continue }
                count += 1
                let meaning = String(match.output.2)
                #expect(
                    comment.replacing("`nil`", with: "null") == meaning,
                    "\(file.name): \(match.output.1)")
            }
        }
        #expect(count > 60)
    }
}
