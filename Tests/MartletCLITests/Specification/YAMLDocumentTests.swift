// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import Testing

@testable import MartletCLI

@Suite struct YAMLDocumentTests {
    private func document(_ text: String) throws -> YAMLDocument {
        try YAMLDocument(Array(text.utf8), file: "a.yaml")
    }

    @Test func readsValuesInOrder() throws {
        let root = try document("b: [1, two, 3.5]\na: {x: true, y: ~}\n").root
        #expect(root == ["b": [1, "two", 3.5], "a": ["x": true, "y": nil]])
        #expect(root.object?.keys == ["b", "a"])
    }

    @Test func knowsThePlaceOfEachValue() throws {
        let document = try document("a:\n  - b: {c: 1}\n  - d\n")
        #expect(document.place(of: ["a"]) == Place(line: 1, column: 1))
        #expect(document.place(of: ["a", "0", "b", "c"]) == Place(line: 2, column: 9))
        #expect(document.place(of: ["a", "1"]) == Place(line: 3, column: 5))
    }

    @Test func whatIsMissingIsShownWhereItShouldBe() throws {
        let error = try document("a:\n  - b: {c: 1}\n").error(
            at: ["a", "0", "b", "units"], "is missing")
        #expect(
            error.description == """
                a.yaml:2:5: is missing
                  2 |   - b: {c: 1}
                    |     ^
                """)
    }

    @Test func aliasesStandForTheirValue() throws {
        #expect(try document("a: &x {b: 1}\nc: *x\n").root == ["a": ["b": 1], "c": ["b": 1]])
    }

    @Test func anyTextIsReadOrRefused() throws {
        let texts = BuiltInSpecifications.names.compactMap { BuiltInSpecifications.text(of: $0) }
        var random = SystemRandomNumberGenerator()
        let pieces = Array("{}[]:,-*&!|>'\"#%@`\n\t ?0a\u{0}é").map { Array(String($0).utf8) }
        for _ in 0..<1_500 {
            var bytes = Array((texts.randomElement(using: &random) ?? "").utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let start = Int.random(in: 0..<bytes.count, using: &random)
                let end = min(bytes.count, start + Int.random(in: 0...5, using: &random))
                bytes.replaceSubrange(start..<end, with: pieces.randomElement(using: &random) ?? [])
            }
            do {
                let document = try YAMLDocument(bytes, file: "a.yaml")
                _ = try Specification(document.root, name: "a", folder: ".")
            } catch {
                #expect(!"\(error)".isEmpty)
            }
        }
    }
}
