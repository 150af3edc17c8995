// SPDX-License-Identifier: Apache-2.0
import Martlet

/// An entry of a list that names a class, with arguments or without: `Flatten`, or `Dense: {units: 10}`.
struct NamedEntry {
    /// The class and its arguments.
    let parts: (name: String, arguments: JSONObject)

    /// Reads an entry; `what` says in messages what it is.
    ///
    /// - Throws: `ConfigurationError` if it has another form.
    init(_ value: JSONValue, path: [String], what: String) throws {
        if let name = value.string {
            parts = (name, [:])
            return
        }
        guard let object = value.object, let name = object.keys.first else {
            throw ConfigurationError(
                path: path,
                problem: "\(what) is a name, or a name with arguments, got \(value.text)",
                hint: "for example: - Dense: {units: 10}")
        }
        guard object.count == 1 else {
            let isOutdented = object[name]?.isNull == true
            throw ConfigurationError(
                path: path + [object.keys[1]],
                problem: "\(what) has one name, got \(object.keys.joined(separator: ", "))",
                hint: isOutdented
                    ? "indent the arguments deeper than \(name), or write - \(name): {\(object.keys[1]): …}"
                    : "begin each one with a dash of its own")
        }
        let arguments = object[name] ?? .null
        guard arguments.isNull || arguments.object != nil else {
            throw ConfigurationError(
                path: path + [name],
                problem:
                    "the arguments of \(name) must be a mapping (name: value), got \(arguments.text)"
            )
        }
        parts = (name, arguments.object ?? [:])
    }
}
