// SPDX-License-Identifier: Apache-2.0
import Martlet

/// What a specification wants done to the examples before a network sees them.
///
/// The order is fixed: scale, normalise, reshape; then targets.
struct PreprocessingDescription: Configurable {
    /// Whether labels become rows of a single 1, and how long these are: as many as there are classes if not said.
    enum OneHot: Hashable {
        case no
        case asManyAsClasses
        case classes(Int)
    }

    /// What each stored number is multiplied with.
    private(set) var scale = 1.0
    /// Whether features are brought to mean 0 and variance 1, by the statistics of the training part.
    private(set) var normalizes = false
    /// The shape that examples get.
    private(set) var shape: Shape?
    /// Whether examples become plain rows.
    private(set) var flattens = false
    private var labels = OneHot.no

    /// Whether labels become rows of a single 1.
    var oneHot: Bool { labels != .no }
    /// The length of such a row; as many as there are classes if `nil`.
    var classes: Int? { if case .classes(let count) = labels { count } else { nil } }

    static let schema = Schema<Self>(
        PreprocessingDescription(),
        .argument(
            "scale", \.scale, as: .fraction, "What each stored number is multiplied with."),
        .argument(
            "normalize", \.normalizes,
            "Whether features are brought to mean 0 and variance 1, by the statistics of the training part."
        ),
        .argument("reshape", \.shape, as: .shape, "The shape that examples get."),
        .argument("flatten", \.flattens, "Whether examples become plain rows."),
        .rule("flatten") { description in
            description.flattens && description.shape != nil
                ? "cannot stand beside \"reshape\": choose one" : nil
        },
        .argument(
            "one_hot", \.labels, as: .oneHot,
            "Whether labels become rows of a single 1, or how long these are."))
}

extension ArgumentForm where Value == Double {
    /// A number other than 0, or two with a slash between.
    fileprivate static var fraction: Self {
        ArgumentForm(
            ArgumentType(
                "a number or a fraction such as 1/255",
                schema: [
                    "anyOf": [["type": "number"], ["type": "string", "pattern": "/"]]
                ]),
            read: { value in
                let number = value.double ?? value.string.flatMap(Self.quotient)
                return number.flatMap { $0.isFinite && $0 != 0 ? $0 : nil }
            }, write: { .double($0) })
    }

    private static func quotient(_ text: String) -> Double? {
        let parts = text.filter { $0 != " " }.split(separator: "/", maxSplits: 1)
        guard parts.count == 2, let top = Double(parts[0]), let bottom = Double(parts[1]) else {
            return nil
        }
        return top / bottom
    }
}

extension ArgumentForm where Value == PreprocessingDescription.OneHot {
    /// True, false, or a number of classes.
    fileprivate static var oneHot: Self {
        ArgumentForm(
            ArgumentType(
                "true, false, or a number of classes, at least 1",
                schema: ["anyOf": [["type": "boolean"], ["type": "integer", "minimum": 1]]]),
            read: { value in
                if let isOneHot = value.bool { return isOneHot ? .asManyAsClasses : .no }
                return value.int.flatMap { $0 >= 1 ? .classes($0) : nil }
            },
            write: { labels in
                switch labels {
                case .no: false
                case .asManyAsClasses: true
                case .classes(let count): .int(count)
                }
            })
    }
}
