// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletFormats
import Testing

@Suite struct JSONParserTests {
    static let values: [(String, JSONValue)] = [
        ("null", nil), (" true ", true), ("false", false), ("0", 0), ("-0", 0), ("12", 12),
        ("-9223372036854775808", .int(.min)), ("9223372036854775808", .double(0x1p63)),
        ("1.5", 1.5), ("-2e3", -2000.0), ("1E-2", 0.01),
        ("5e-324", .double(.leastNonzeroMagnitude)), ("\"\"", ""),
        (#""a\"\\\/\b\f\n\r\t""#, "a\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e9\ud83d\ude00""#, "é😀"),
        ("\"é😀\"", "é😀"), ("[]", []), ("[ ]", []), ("[1,\n2]", [1, 2]), ("{ }", [:]),
        (#"{"":{"a":[{}]}}"#, ["": ["a": [[:]]]]),
    ]

    @Test(arguments: values)
    func readsValues(text: String, expected: JSONValue) throws {
        let value = try JSONValue(parsing: text)
        #expect(value == expected)
        #expect(try JSONValue(parsing: value.text) == value)
        #expect(try JSONValue(parsing: value.prettyText) == value)
    }

    static let mistakes: [(String, Int, Int)] = [
        ("", 1, 1), ("  ", 1, 3), ("nul", 1, 1), ("tru e", 1, 1), ("+1", 1, 1), ("01", 1, 3),
        ("1.", 1, 3), (".5", 1, 1), ("1e", 1, 3), ("-", 1, 2), ("1e999", 1, 1), ("NaN", 1, 1),
        ("[1", 1, 3), ("[1 2]", 1, 4), ("[1,]", 1, 4), ("[,1]", 1, 2), ("]", 1, 1), ("[}", 1, 2),
        ("{", 1, 2), ("{a:1}", 1, 2), ("{\"a\"}", 1, 5), ("{\"a\":}", 1, 6), ("{\"a\":1,}", 1, 8),
        ("{\"a\":1\n,\"a\":2}", 2, 2), ("\"abc", 1, 1), ("\"a\nb\"", 1, 3), (#""\x""#, 1, 3),
        (#""\u12""#, 1, 6), (#""\ud800""#, 1, 7), (#""\ud800\u0041""#, 1, 13), (#""\udc00""#, 1, 7),
        ("1 2", 1, 3), ("{}\n\n x", 3, 2), ("\"é\" x", 1, 5), ("'a'", 1, 1), ("\u{0}", 1, 1),
    ]

    @Test(arguments: mistakes)
    func saysWhereAMistakeIs(text: String, line: Int, column: Int) {
        let error = #expect(throws: DataError.self) { try JSONValue(parsing: text) }
        #expect(error?.code == .malformed)
        #expect([error?.line, error?.column] == [line, column])
    }

    @Test(arguments: ["[", "{\"a\":"])
    func nestingHasALimit(start: String) throws {
        let deep = String(repeating: start, count: 100_000)
        let error = #expect(throws: DataError.self) { try JSONValue(parsing: deep) }
        #expect(error?.problem.contains("128") == true)
        let allowed = String(repeating: "[", count: 128) + String(repeating: "]", count: 128)
        _ = try JSONValue(parsing: allowed)
    }

    @Test(
        arguments: [[0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22]]
            as [[UInt8]])
    func textMustBeUTF8(bytes: [UInt8]) {
        #expect(throws: DataError.self) { try JSONValue(parsing: bytes) }
    }

    @Test func whatJSONCannotSayBecomesNull() {
        let value: JSONValue = [.double(.nan), .double(.infinity), 1.5]
        #expect(value.text == "[null,null,1.5]")
    }

    @Test func controlCharactersAreEscaped() {
        #expect(JSONValue.string("a\u{1}\u{1F}\n").text == #""a\u0001\u001f\n""#)
    }

    /// Whatever bytes come, the parser returns or throws.
    @Test func survivesDamagedText() {
        let text = Array(
            #"{"a":[1,2.5e3,"x\u00e9\ud83d\ude00"],"b":{"c":null,"d":[true,false]}}"#.utf8)
        for index in text.indices {
            for byte in [0, 0x22, 0x5B, 0x7B, 0x2C, 0x5C, 0x39, 0xFF] as [UInt8] {
                var damaged = text
                damaged[index] = byte
                _ = try? JSONValue(parsing: damaged)
            }
            #expect(throws: DataError.self) { try JSONValue(parsing: text[..<index]) }
        }
    }
}
