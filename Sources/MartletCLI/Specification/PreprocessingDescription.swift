// SPDX-License-Identifier: Apache-2.0
import Martlet

/// What a specification wants done to the examples before a network sees them.
///
/// The order is fixed: scale, normalise, reshape; then targets.
struct PreprocessingDescription {
    /// What each stored number is multiplied with.
    let scale: Double
    /// Whether features are brought to mean 0 and variance 1, by the statistics of the training part.
    let normalizes: Bool
    /// The shape that examples get.
    let shape: Shape?
    /// Whether examples become plain rows.
    let flattens: Bool
    /// Whether labels become rows of a single 1.
    let oneHot: Bool
    /// The length of such a row; as many as there are classes if `nil`.
    let classes: Int?

    init(_ reader: ConfigurationReader) throws {
        scale =
            try reader.value("scale").map { value in
                guard let number = Self.number(value), number.isFinite, number != 0 else {
                    throw reader.error(
                        "scale", "must be a number or a fraction such as 1/255, got \(value.text)")
                }
                return number
            } ?? 1
        normalizes = try reader.bool("normalize", default: false)
        shape = try reader.shape("reshape")
        flattens = try reader.bool("flatten", default: false)
        if flattens && shape != nil {
            throw reader.error("flatten", "cannot stand beside \"reshape\": choose one")
        }
        if reader.value("one_hot")?.bool != nil {
            (oneHot, classes) = (try reader.bool("one_hot"), nil)
        } else {
            classes = try reader.optionalInteger("one_hot", atLeast: 1)
            oneHot = classes != nil
        }
        try reader.finish()
    }

    /// A number, or two with a slash between.
    private static func number(_ value: JSONValue) -> Double? {
        if let number = value.double { return number }
        let parts = value.string?.split(separator: "/", maxSplits: 1) ?? []
        guard parts.count == 2, let top = Double(trimmed(parts[0])),
            let bottom = Double(trimmed(parts[1]))
        else { return nil }
        return top / bottom
    }

    private static func trimmed(_ text: Substring) -> String { String(text.filter { $0 != " " }) }
}
