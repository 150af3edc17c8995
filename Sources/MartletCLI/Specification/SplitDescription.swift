// SPDX-License-Identifier: Apache-2.0
import Martlet
import MartletData

/// Which examples are set aside, at random.
struct SplitDescription: Configurable {
    /// The part that is set aside, or how many.
    private(set) var size = SplitSize.fraction(0.25)
    /// Chooses the examples.
    private(set) var seed = 0
    /// Whether each class has the same part of them.
    private(set) var isStratified = false

    static let schema = Schema<Self>(
        SplitDescription(),
        .argument(
            "test_size", \.size, as: .splitSize, "The part that is set aside, or how many."),
        .argument("seed", \.seed, "Chooses the examples."),
        .argument("stratified", \.isStratified, "Whether each class has the same part of them."))
}

extension ArgumentForm where Value == SplitSize {
    /// A part between 0 and 1, or a number of examples.
    fileprivate static var splitSize: Self {
        ArgumentForm(
            ArgumentType(
                "a part between 0 and 1, or a number of examples",
                schema: [
                    "anyOf": [
                        ["type": "integer", "minimum": 1],
                        ["type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1],
                    ]
                ]),
            reading: { value, place in
                if case .int(let count) = value {
                    if count > 0 { return .count(count) }
                    throw place.error(nil, "must be at least 1, got \(count)")
                }
                let part = try Double(argument: value, at: place)
                if part > 0, part < 1 { return .fraction(part) }
                throw place.error(
                    nil, "must lie between 0 and 1, or be a number of examples, got \(part)")
            },
            write: { size in
                switch size {
                case .count(let count): .int(count)
                case .fraction(let part): .double(part)
                }
            })
    }
}
