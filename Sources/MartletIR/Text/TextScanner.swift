// SPDX-License-Identifier: Apache-2.0

/// Reads the parts of a graph's text, and knows at which line and column it is.
struct TextScanner {
    private let text: [UInt8]
    private var position = 0

    init(_ text: String) { self.text = Array(text.utf8) }

    private var next: UInt8? { position < text.count ? text[position] : nil }

    var isAtEnd: Bool { position >= text.count }

    /// An error here.
    func error(_ problem: String) -> GraphError {
        let before = text[..<position]
        let line = before.filter { $0 == UInt8(ascii: "\n") }.count + 1
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let column =
            String(decoding: text[start..<position], as: UTF8.self).unicodeScalars.count + 1
        return .syntax("line \(line), column \(column): \(problem)")
    }

    /// Passes over blanks within the line.
    mutating func skipBlanks() {
        while next == UInt8(ascii: " ") { position += 1 }
    }

    /// Passes over blanks and ends of lines.
    mutating func skipLines() {
        while let byte = next, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") || byte == 13
        {
            position += 1
        }
    }

    /// Whether the given text comes next; passes over it if so.
    mutating func take(_ wanted: String) -> Bool {
        skipBlanks()
        guard text[position...].starts(with: wanted.utf8) else { return false }
        position += wanted.utf8.count
        return true
    }

    mutating func require(_ wanted: String) throws {
        guard take(wanted) else { throw error("expected \(wanted)") }
    }

    /// A name of an operation or an attribute.
    mutating func name() throws -> String {
        skipBlanks()
        return try run("a name") {
            Self.isLetter($0) || Self.isDigit($0) || $0 == UInt8(ascii: "_")
        }
    }

    mutating func integer() throws -> Int {
        skipBlanks()
        let start = self
        let digits = try run("a whole number", while: Self.isDigit)
        guard let value = Int(digits) else { throw start.error("\(digits) is too large") }
        return value
    }

    /// The rest of the line.
    mutating func line() -> String {
        (try? run("", while: { $0 != UInt8(ascii: "\n") })) ?? ""
    }

    /// A number or one of the words null, true and false.
    mutating func word() throws -> String {
        skipBlanks()
        return try run("a value") { byte in
            Self.isLetter(byte) || Self.isDigit(byte) || "+-.()".utf8.contains(byte)
        }
    }

    /// A text in quotes.
    mutating func quoted() throws -> String {
        try require("\"")
        var bytes: [UInt8] = []
        while let byte = next, byte != UInt8(ascii: "\n") {
            position += 1
            if byte == UInt8(ascii: "\"") { return String(decoding: bytes, as: UTF8.self) }
            guard byte == UInt8(ascii: "\\"), let escaped = next else {
                bytes.append(byte)
                continue
            }
            position += 1
            bytes.append(escaped == UInt8(ascii: "n") ? UInt8(ascii: "\n") : escaped)
        }
        throw error("the text in quotes does not end")
    }

    /// Whether a text in quotes comes next.
    var isAtQuote: Bool {
        var copy = self
        return copy.take("\"")
    }

    /// Whether the line ends here.
    var isAtEndOfLine: Bool {
        var copy = self
        copy.skipBlanks()
        return copy.next == nil || copy.next == UInt8(ascii: "\n") || copy.next == 13
    }

    private mutating func run(_ what: String, while isPart: (UInt8) -> Bool) throws -> String {
        let start = position
        while let byte = next, isPart(byte) { position += 1 }
        guard position > start else { throw error("expected \(what)") }
        return String(decoding: text[start..<position], as: UTF8.self)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 32)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

extension AttributeValue {
    /// The value that the text goes on with.
    init(from scanner: inout TextScanner) throws {
        if scanner.take("{") {
            self = .object(try Self.fields(from: &scanner))
        } else if scanner.take("[") {
            self = .array(
                try Self.list(from: &scanner, until: "]") { try AttributeValue(from: &$0) })
        } else if scanner.take("#") {
            self = .body(try scanner.integer())
        } else if scanner.isAtQuote {
            self = .string(try scanner.quoted())
        } else {
            let start = scanner
            let word = try scanner.word()
            switch word {
            case "null": self = .null
            case "true": self = .bool(true)
            case "false": self = .bool(false)
            case _ where Self.double(word) != nil || UInt64(word) != nil: self = .number(word)
            default: throw start.error("\(word) is no value")
            }
        }
    }

    /// The fields of an object behind its brace.
    static func fields(from scanner: inout TextScanner) throws -> [(
        key: String, value: AttributeValue
    )] {
        try list(from: &scanner, until: "}") { scanner in
            let key = try scanner.name()
            try scanner.require(":")
            return (key, try AttributeValue(from: &scanner))
        }
    }

    private static func list<Element>(
        from scanner: inout TextScanner, until end: String,
        _ element: (inout TextScanner) throws -> Element
    ) throws -> [Element] {
        var elements: [Element] = []
        if scanner.take(end) { return elements }
        repeat { elements.append(try element(&scanner)) } while scanner.take(",")
        try scanner.require(end)
        return elements
    }
}
