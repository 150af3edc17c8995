// SPDX-License-Identifier: Apache-2.0
import Martlet
import MartletData
import MartletNN

/// Where a specification was read from.
struct SpecificationFile {
    /// The path as it was given, or the name of a built-in specification.
    let name: String
    /// The folder from which paths in it are meant.
    let folder: String
    /// What it says.
    let document: YAMLDocument

    /// The file at a path, or the built-in specification of that name.
    ///
    /// - Throws: `DataError` if there is none, ``SpecificationError`` if it is not YAML.
    init(_ name: String) throws {
        if let text = BuiltInSpecifications.text(of: name) {
            try self.init(name: name, folder: ".", bytes: Array(text.utf8))
            return
        }
        guard Self.looksLikePath(name) || FilePath.exists(name) else {
            throw DataError(
                .notFound, "there is no specification \"\(name)\": neither a file nor built in",
                hint: Spelling.suggestion(for: name, among: BuiltInSpecifications.names)
                    ?? "built in are \(BuiltInSpecifications.names.joined(separator: ", "))")
        }
        let bytes = try ByteStream(name).rest(limit: YAMLDocument.maximumSize)
        try self.init(name: name, folder: FilePath.folder(of: name), bytes: bytes)
    }

    init(name: String, folder: String, bytes: [UInt8]) throws {
        self.name = name
        self.folder = folder
        document = try YAMLDocument(bytes, file: name)
    }

    /// Runs `body`; an error that names a place in the specification is given its line and column.
    func locating<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as ConfigurationError {
            throw document.error(at: error.path, sentence(error), hint: error.hint)
        }
    }

    /// The problem with the word it is about: `"units" must be at least 1, got 0`.
    private func sentence(_ error: ConfigurationError) -> String {
        guard let last = error.path.last else { return error.problem }
        let needsSubject =
            ["must ", "is ", "are ", "has "].contains { error.problem.hasPrefix($0) }
        return needsSubject && Int(last) == nil ? "\"\(last)\" \(error.problem)" : error.problem
    }

    private static func looksLikePath(_ name: String) -> Bool {
        name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml")
    }
}
