// SPDX-License-Identifier: Apache-2.0
import MartletData

extension JSONValue {
    /// The value that `text` says.
    ///
    /// - Throws: ``DataError`` with line and column if it is not JSON, an object names a member twice, or
    ///   lists are nested more than 128 deep.
    public init(parsing text: String) throws {
        try self.init(parsing: Array(text.utf8))
    }

    /// The value that UTF-8 `bytes` say.
    ///
    /// - Throws: ``DataError`` as ``init(parsing:)-(String)`` does.
    public init(parsing bytes: some Sequence<UInt8>) throws {
        var parser = JSONParser(bytes: Array(bytes))
        self = try parser.parse()
    }
}

private struct JSONParser {
    let bytes: [UInt8]
    var position = 0
    var depth = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// The next byte; 0, which JSON never contains, at the end.
    var next: UInt8 { position < bytes.count ? bytes[position] : 0 }

    mutating func parse() throws -> JSONValue {
        let value = try value()
        skipSpace()
        guard position == bytes.count else { throw unexpected("the end of the text") }
        return value
    }

    mutating func value() throws -> JSONValue {
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return try nested { try $0.object() }
        case UInt8(ascii: "["): return try nested { try $0.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw unexpected("a value")
        }
    }

    /// Calls itself for each level, so the depth must have a limit.
    private mutating func nested(
        _ body: (inout JSONParser) throws -> JSONValue
    ) throws -> JSONValue {
        guard depth < 128 else { throw error("lists and objects are nested more than 128 deep") }
        depth += 1
        position += 1
        defer { depth -= 1 }
        return try body(&self)
    }

    private mutating func object() throws -> JSONValue {
        var object = JSONObject()
        if take("}") { return .object(object) }
        repeat {
            skipSpace()
            let start = position
            guard next == UInt8(ascii: "\"") else { throw unexpected("a member's name in quotes") }
            let key = try string()
            guard object[key] == nil else {
                position = start
                throw error("the object names \"\(key)\" twice")
            }
            guard take(":") else { throw unexpected("\":\"") }
            object[key] = try value()
        } while take(",")
        guard take("}") else { throw unexpected("\",\" or \"}\"") }
        return .object(object)
    }

    private mutating func array() throws -> JSONValue {
        var elements: [JSONValue] = []
        if take("]") { return .array(elements) }
        repeat { elements.append(try value()) } while take(",")
        guard take("]") else { throw unexpected("\",\" or \"]\"") }
        return .array(elements)
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws -> JSONValue {
        let rest = bytes[position...].prefix(word.utf8CodeUnitCount)
        guard
            rest.elementsEqual(
                UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
        else { throw unexpected("a value") }
        position += word.utf8CodeUnitCount
        return value
    }
}

// Numbers and text.
extension JSONParser {
    private mutating func number() throws -> JSONValue {
        let start = position
        if next == UInt8(ascii: "-") { position += 1 }
        let firstDigit = next
        let wholeDigits = takeDigits()
        guard wholeDigits > 0 else { throw unexpected("a digit") }
        guard firstDigit != UInt8(ascii: "0") || wholeDigits == 1 else {
            throw error("a number cannot begin with 0")
        }
        var isWhole = true
        if next == UInt8(ascii: ".") {
            isWhole = false
            position += 1
            guard takeDigits() > 0 else { throw unexpected("a digit") }
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            isWhole = false
            position += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            guard takeDigits() > 0 else { throw unexpected("a digit") }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, let value = Int(text) { return .int(value) }
        guard let value = Double(text), value.isFinite else {
            position = start
            throw error("the number \(text.prefix(40)) is too large")
        }
        return .double(value)
    }

    private mutating func takeDigits() -> Int {
        let start = position
        while (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next) { position += 1 }
        return position - start
    }

    fileprivate mutating func string() throws -> String {
        let start = position
        position += 1
        var text: [UInt8] = []
        while next != UInt8(ascii: "\"") {
            guard position < bytes.count else {
                position = start
                throw error("the text in quotes does not end")
            }
            guard next >= 0x20 else { throw error("a control character in quotes must be escaped") }
            if next == UInt8(ascii: "\\") {
                text += Array(String(try escape()).utf8)
            } else {
                text.append(next)
                position += 1
            }
        }
        position += 1
        guard let string = String(validating: text, as: UTF8.self) else {
            position = start
            throw error("the text in quotes is not valid UTF-8")
        }
        return string
    }

    private mutating func escape() throws -> Unicode.Scalar {
        position += 1
        defer { position += 1 }
        switch next {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw unexpected("one of \"\\/bfnrtu after a backslash")
        }
    }

    /// `XXXX`, or a surrogate pair `XXXX\uXXXX`; leaves the position at the last digit.
    private mutating func unicodeEscape() throws -> Unicode.Scalar {
        let first = try hexadecimalUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        let high = first &- 0xD800
        guard high < 0x400, bytes[(position + 1)...].starts(with: Array("\\u".utf8)) else {
            throw error("\\u\(String(first, radix: 16)) is half of a surrogate pair")
        }
        position += 2
        let low = try hexadecimalUnit() &- 0xDC00
        guard low < 0x400, let scalar = Unicode.Scalar(0x10000 + high << 10 + low) else {
            throw error("\\u\(String(first, radix: 16)) is half of a surrogate pair")
        }
        return scalar
    }

    /// Four hexadecimal digits after the `u` at the position.
    private mutating func hexadecimalUnit() throws -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            position += 1
            guard let digit = Character(Unicode.Scalar(next)).hexDigitValue else {
                throw unexpected("four hexadecimal digits after \\u")
            }
            unit = unit << 4 + UInt32(digit)
        }
        return unit
    }
}

// Space and errors.
extension JSONParser {
    fileprivate mutating func skipSpace() {
        while next == 0x20 || next == 0x0A || next == 0x0D || next == 0x09 { position += 1 }
    }

    /// Takes the punctuation mark if it comes next.
    fileprivate mutating func take(_ mark: Unicode.Scalar) -> Bool {
        skipSpace()
        guard position < bytes.count, next == UInt8(ascii: mark) else { return false }
        position += 1
        return true
    }

    fileprivate func unexpected(_ wanted: String) -> DataError {
        guard position < bytes.count else {
            return error("the text ends where \(wanted) should be")
        }
        let found = String(decoding: bytes[position...].prefix(4), as: UTF8.self).prefix(1)
        return error("found \"\(found)\" where \(wanted) should be")
    }

    fileprivate func error(_ problem: String) -> DataError {
        let before = bytes[..<min(position, bytes.count)]
        let line = before.count { $0 == 0x0A } + 1
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        // Columns count characters, as editors do; bytes that go on with a character do not count.
        let column = before[lineStart...].count { $0 & 0xC0 != 0x80 } + 1
        return DataError(.malformed, problem, line: line, column: column)
    }
}
