// SPDX-License-Identifier: Apache-2.0
public import MartletFormats

extension ConfigurationReader {
    /// The value of an argument that reads itself; `nil` if it is not there or null.
    public func argument<Value: ArgumentValue>(_ key: String, custom: [any Configurable.Type] = [])
        throws -> Value?
    {
        guard let value = value(key) else { return nil }
        return try Value(argument: value, at: Arguments([:], path: path + [key], custom: custom))
    }

    /// The item of a catalogue that an argument describes: `adam`, `{Adam: {learning_rate: 0.01}}`, or Keras' stored form.
    public func item<Item>(
        _ key: String, of catalog: ClassCatalog<Item>, custom: [any Configurable.Type] = []
    ) throws -> Item {
        guard let value = value(key) else {
            throw error(
                key, "is missing; it must be the name of a kind of \(catalog.kind)",
                hint: "known are \(catalog.names.joined(separator: ", "))")
        }
        return try catalog.make(value, at: Arguments([:], path: path + [key], custom: custom))
    }
}
