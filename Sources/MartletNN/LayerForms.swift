// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import MartletIR
import MartletTensor

extension SchemaEntry {
    /// `data_format`, of which there is one: channels last.
    static var channelsLast: Self {
        .fixed(
            "data_format", "channels_last",
            hint: "move the channels to the end of the data: [batch, …, channels]")
    }
}

extension ArgumentForm where Value == Shape {
    /// The shape of one example: a list of sizes.
    static var exampleShape: Self {
        ArgumentForm(
            [Int].argumentType,
            reading: { value, place in
                let sizes = value.array?.compactMap(\.int)
                guard let sizes, sizes.count == value.array?.count else {
                    throw place.error(nil, "must be a list of sizes, got \(value.text)")
                }
                if let wrong = sizes.first(where: { $0 < 1 }) {
                    throw place.error(nil, "must hold sizes of at least 1, got \(wrong)")
                }
                if let shape = try? checking({ Shape(sizes) }) { return shape }
                throw place.error(nil, "has more elements than any memory holds: \(sizes)")
            }, write: { .array($0.sizes.map { .int($0) }) })
    }
}

extension ArgumentForm where Value == DType? {
    /// The name of an element type, or null.
    static var elementType: Self {
        let names = DType.allCases.map(\.rawValue)
        return ArgumentForm(
            ArgumentType(words: names).optional,
            reading: { value, place in
                if value.isNull { return nil }
                if let type = value.string.flatMap(DType.init) { return type }
                throw place.error(
                    nil,
                    "there is no element type \(value.text); known are \(names.joined(separator: ", "))",
                    hint: value.string.flatMap { Spelling.suggestion(for: $0, among: names) })
            }, write: { $0.map { .string($0.rawValue) } ?? .null })
    }
}
