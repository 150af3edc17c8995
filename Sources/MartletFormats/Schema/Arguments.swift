// SPDX-License-Identifier: Apache-2.0

/// Arguments as a file holds them, with the way to them and classes of the reader's own.
public struct Arguments: Sendable {
    /// Names and values.
    public let object: JSONObject
    /// The way to them, for messages: `["layers", "2", "Dense"]`.
    public let path: [String]
    /// Classes that are looked at before those of the catalogues.
    public let custom: [any Configurable.Type]

    /// Arguments found at the given place.
    public init(
        _ object: JSONObject, path: [String] = [], custom: [any Configurable.Type] = []
    ) {
        self.object = object
        self.path = path
        self.custom = custom
    }

    /// The place one step further, with arguments of its own.
    public func at(_ key: String, _ object: JSONObject = [:]) -> Arguments {
        Arguments(object, path: path + [key], custom: custom)
    }

    /// The same without the other arguments.
    public func only(_ keys: [String]) -> Arguments {
        var some = JSONObject()
        for key in keys { some[key] = object[key] }
        return Arguments(some, path: path, custom: custom)
    }

    /// An error at the argument `key`, or at this place if it is `nil`.
    public func error(_ key: String?, _ problem: String, hint: String? = nil) -> ConfigurationError
    {
        ConfigurationError(path: path + (key.map { [$0] } ?? []), problem: problem, hint: hint)
    }
}
