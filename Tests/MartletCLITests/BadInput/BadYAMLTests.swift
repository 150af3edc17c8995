// SPDX-License-Identifier: Apache-2.0
import MartletTesting
import Testing

/// Texts that are no specification: through the real command.
@Suite struct BadYAMLTests {
    static let inputs: [BadInput] = [
        .specification("empty file", "", says: ["a.yaml: is empty"]),
        .specification("only a comment", "# nothing\n", says: ["a.yaml: is empty"]),
        .specification("a word", "digits", says: ["a.yaml:1:1", "is a mapping"]),
        .specification("a list", "- a\n- b\n", says: ["a.yaml:1:1", "is a mapping"]),
        .specification("tab", "layers:\n\t- Dense\n", says: ["a.yaml:2:1", "indent with spaces"]),
        .specification("open quote", "name: \"a\nb", says: ["a.yaml:", "quoted scalar"]),
        .specification("open list", "layers: [a, b\n", says: ["a.yaml:", "flow sequence"]),
        .specification("open mapping", "{a: [b}\n", says: ["a.yaml:1:7"]),
        .specification("unknown alias", "name: *x\n", says: ["a.yaml:1:7", "alias"]),
        .specification(
            "two documents", "a: 1\n---\nb: 2\n", says: ["a.yaml:2:1", "another document"]),
        .specification("bad indent", "a: 1\n  b: 2\n", says: ["a.yaml:2:4"]),
        .specification("key twice", "name: a\nname: b\n", says: ["\"name\" is there twice"]),
        .specification("list as key", "[a, b]: c\n", says: ["a.yaml:1:1", "key must be a word"]),
        .specification(
            "tag of another language", "name: !!python/object:os.system [x]\n",
            says: ["a.yaml:1:7", "tag"]),
        .specification("bomb", bomb, says: ["a.yaml: has more than 16 aliases"]),
        .specification("small bomb", smallBomb, says: ["more than 10000 values"]),
        .specification(
            "deep lists",
            "a: " + String(repeating: "[", count: 500) + String(repeating: "]", count: 500),
            says: ["a.yaml:1:", "deep"]),
        .specification(
            "endless lists", "a: " + String(repeating: "[", count: 50_000), says: ["too deep"]),
        .specification(
            "endless dashes", String(repeating: "- ", count: 50_000) + "x", says: ["too deep"]),
        .specification("null byte", "name: a\u{0}b\n", says: ["a.yaml"]),
        .specification(
            "too large", String(repeating: "# nothing\n", count: 20_000), says: ["a.yaml"]),
        BadInput(
            "not UTF-8", files: [("a.yaml", [0xFF, 0xFE, 0x41])],
            ["train", "a.yaml", "--output", "kept"], says: ["a.yaml: is not a text in UTF-8"]),
        BadInput(
            "a picture", files: [("a.yaml", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0])],
            ["train", "a.yaml", "--output", "kept"], says: ["a.yaml: is not a text in UTF-8"]),
    ]

    /// Each line stands for ten of the line before: 10⁹ values in all.
    static let bomb =
        "a: &a0 x\n"
        + (1...9).map { line in
            let aliases = (0..<10).map { _ in "*a\(line - 1)" }.joined(separator: ", ")
            return "b\(line): &a\(line) [\(aliases)]\n"
        }.joined()

    /// Few aliases of a long list.
    static let smallBomb =
        "a: &a [" + (0..<3000).map(String.init).joined(separator: ",") + "]\nb: [*a, *a, *a, *a]\n"

    @Test(arguments: inputs) func saysWhatIsWrong(input: BadInput) throws { try input.check() }
}
