// SPDX-License-Identifier: Apache-2.0
import MartletData
package import MartletFormats

extension Fixture {
    /// The content of `Tests/Fixtures/<name>.json`.
    ///
    /// - Throws: `DataError` if the file is missing or is not JSON.
    package static func json(_ name: String) throws -> JSONValue {
        try MappedFile("\(folder)/\(name).json").withUnsafeBytes { try JSONValue(parsing: $0) }
    }

    /// The default arguments that Keras has for the classes of a kind, such as `layers`.
    package static func kerasDefaults(_ kind: String) throws -> JSONObject {
        try json("defaults")[kind]?.object ?? [:]
    }
}

extension JSONValue {
    /// Whether two descriptions of an argument mean the same: `0` and `0.0`, an initialiser and its class.
    package func isSame(as other: JSONValue?) -> Bool {
        guard let other else { return false }
        if let name = self["class_name"] { return name == other }
        if let number = double, let second = other.double { return number == second }
        return self == other
    }
}
