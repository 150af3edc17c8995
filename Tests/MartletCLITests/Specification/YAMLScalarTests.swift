// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import Testing

@testable import MartletCLI

@Suite struct YAMLScalarTests {
    static let words: [(String, JSONValue)] = [
        ("", nil), ("~", nil), ("null", nil), ("true", true), ("False", false), ("12", 12),
        ("-3", -3), ("+4", 4), ("0x1F", 31), ("0o17", 15), ("1.5", 1.5), ("1e-3", 0.001),
        (".5", 0.5), ("-1.", .double(-1)), ("yes", "yes"), ("relu", "relu"), ("1/255", "1/255"),
        ("1e", "1e"), ("-", "-"), ("e5", "e5"), ("12a", "12a"), ("0x", "0x"), ("é", "é"),
        ("99999999999999999999", .double(1e20)), (".inf", .double(.infinity)),
        ("inf", "inf"), ("nan", "nan"), ("2024-01-01", "2024-01-01"),
    ]

    @Test(arguments: words) func meansWhatTheCoreSchemaSays(word: String, value: JSONValue) {
        #expect(YAMLScalar.value(ofPlain: word) == value)
    }

    @Test func notANumberIsOne() {
        #expect(YAMLScalar.value(ofPlain: ".nan").double?.isNaN == true)
    }

    @Test func quotedWordsAreText() throws {
        let root = try YAMLDocument(Array("a: \"12\"\nb: 'true'\nc: !!str 5\n".utf8), file: "f")
            .root
        #expect(root == ["a": "12", "b": "true", "c": "5"])
    }
}
