// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import Yams

/// A YAML text as values, with the place of each.
struct YAMLDocument {
    /// The longest text that is read, in bytes; specifications have a few hundred.
    static let maximumSize = 1 << 17
    /// How deep lists and mappings may lie in one another.
    static let maximumDepth = 32
    /// How many values there may be once aliases are replaced by what they stand for.
    static let maximumCount = 10_000
    /// How many aliases there may be: enough to be of use, too few to blow up.
    static let maximumAliases = 16

    /// The values.
    let root: JSONValue
    private let places: [[String]: Place]
    private let file: String
    private let lines: [Substring]

    /// Reads `bytes`, which came from `file`.
    ///
    /// - Throws: ``SpecificationError`` with the place of the mistake.
    init(_ bytes: [UInt8], file: String) throws {
        self.file = file
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw SpecificationError(
                file: file, place: nil, sourceLine: nil, problem: "is not a text in UTF-8",
                hint: "a specification is a YAML text; see `martlet specs`")
        }
        lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        var reader = YAMLReader(file: file, lines: lines)
        root = try reader.read(text)
        places = reader.places
    }

    /// The place of the value that the path leads to, or of what is nearest to it.
    func place(of path: [String]) -> Place? {
        var path = path[...]
        while true {
            if let place = places[Array(path)] { return place }
            if path.popLast() == nil { return nil }
        }
    }

    /// An error at the place that the path leads to.
    func error(at path: [String], _ problem: String, hint: String? = nil) -> SpecificationError {
        let place = place(of: path)
        return SpecificationError(
            file: file, place: place, sourceLine: place.flatMap { Self.line($0, of: lines) },
            problem: problem, hint: hint)
    }

    static func line(_ place: Place, of lines: [Substring]) -> String? {
        lines.indices.contains(place.line - 1) ? String(lines[place.line - 1]) : nil
    }
}

/// Turns nodes into values, and notes their places.
private struct YAMLReader {
    let file: String
    let lines: [Substring]
    var places: [[String]: Place] = [:]
    private var count = 0

    init(file: String, lines: [Substring]) {
        self.file = file
        self.lines = lines
    }

    mutating func read(_ text: String) throws -> JSONValue {
        guard Self.aliasCount(in: text) <= YAMLDocument.maximumAliases else {
            throw error(nil, "has more than \(YAMLDocument.maximumAliases) aliases (*name)")
        }
        let root: Node?
        do {
            root = try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
        } catch let error as YamlError {
            throw translated(error)
        }
        guard let root else {
            throw error(
                nil, "is empty",
                hint: "a specification has layers, data, compile and fit; see `martlet specs`")
        }
        return try value(of: root, at: [])
    }

    private mutating func value(of node: Node, at path: [String]) throws -> JSONValue {
        places[path] = places[path] ?? Self.place(node.mark)
        count += 1
        guard count <= YAMLDocument.maximumCount else {
            throw error(node.mark, "there are more than \(YAMLDocument.maximumCount) values")
        }
        guard path.count <= YAMLDocument.maximumDepth else {
            throw error(
                node.mark, "lists and mappings lie more than \(YAMLDocument.maximumDepth) deep")
        }
        if let tag = YAMLScalar.foreignTag(of: node) {
            throw error(node.mark, "the tag \(tag) has no meaning here", hint: "leave it out")
        }
        switch node {
        case .scalar(let scalar): return YAMLScalar.value(scalar)
        case .sequence(let sequence):
            return .array(
                try sequence.enumerated().map { try value(of: $1, at: path + ["\($0)"]) })
        case .mapping(let mapping): return .object(try object(of: mapping, at: path))
        case .alias: throw error(node.mark, "this alias has no meaning here")
        }
    }

    private mutating func object(of mapping: Node.Mapping, at path: [String]) throws -> JSONObject {
        var object = JSONObject()
        for (key, node) in mapping {
            guard case .scalar(let scalar) = key else {
                throw error(key.mark, "a key must be a word, not a list or a mapping")
            }
            let keyPath = path + [scalar.string]
            guard object[scalar.string] == nil else {
                throw error(key.mark, "\"\(scalar.string)\" is there twice")
            }
            places[keyPath] = Self.place(key.mark)
            object[scalar.string] = try value(of: node, at: keyPath)
        }
        return object
    }

    /// How often `*name` stands in the text: at least as often as there are aliases.
    private static func aliasCount(in text: String) -> Int {
        var (count, before) = (0, UInt8(ascii: " "))
        for byte in text.utf8 {
            let isName = byte > 0x20 && byte != UInt8(ascii: "*")
            if before == UInt8(ascii: "*") && isName { count += 1 }
            before = byte
        }
        return count
    }

    private static func place(_ mark: Mark?) -> Place? {
        mark.map { Place(line: $0.line, column: $0.column) }
    }

    private func error(_ mark: Mark?, _ problem: String, hint: String? = nil) -> SpecificationError
    {
        let place = Self.place(mark)
        return SpecificationError(
            file: file, place: place,
            sourceLine: place.flatMap { YAMLDocument.line($0, of: lines) }, problem: problem,
            hint: hint)
    }

    private func translated(_ yaml: YamlError) -> SpecificationError {
        switch yaml {
        case .scanner(let context, let problem, let mark, _),
            .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            if problem.hasPrefix("Maximum nesting level") {
                return error(mark, "lists and mappings lie too deep in one another")
            }
            let sentence = context.map { "\($0.text): \(problem)" } ?? problem
            let usesTab = problem.contains("cannot start any token")
            return error(
                mark, sentence, hint: usesTab ? "indent with spaces: YAML allows no tabs" : nil)
        case .duplicatedKeysInMapping(let duplicates, let context):
            let names = duplicates.map { "\"\($0)\"" }.joined(separator: ", ")
            return error(
                context.mark, "\(names) is there twice", hint: "keep one of them")
        case .reader(let problem, let offset, _, _):
            return error(
                nil, "is not a YAML text: \(problem)\(offset.map { " at byte \($0)" } ?? "")")
        default: return error(nil, "is not a YAML text: \(yaml)")
        }
    }
}
