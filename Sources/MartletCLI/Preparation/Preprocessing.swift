// SPDX-License-Identifier: Apache-2.0
import Martlet

/// What was done to the examples a network was trained on, and so must be done to all it sees.
///
/// It travels in the model's file.
struct Preprocessing {
    /// The shape of an example before anything was done to it.
    let inputShape: Shape
    /// The largest stored number of a picture's pixel; `nil` if examples are not pictures.
    let whiteLevel: Double?
    /// What each stored number is multiplied with.
    let scale: Double
    /// Shift and scale of each feature, after ``scale``.
    let normalization: Normalization?
    /// The shape that a network sees.
    let shape: Shape
    /// The length of rows of a single 1 that labels become; `nil` if labels stay.
    let classes: Int?

    /// What `description` asks for, with the statistics of `data`: the training part, as it was read.
    ///
    /// - Throws: `DataError` if it cannot be done with this data.
    init(
        _ description: PreprocessingDescription, of data: Dataset, whiteLevel: Double?
    ) throws {
        inputShape = data.inputs[0].exampleShape
        self.whiteLevel = whiteLevel
        scale = description.scale
        let scaled = try data.scaled(by: Float(description.scale))
        normalization = description.normalizes ? try Normalization(of: scaled) : nil
        shape =
            description.flattens
            ? [inputShape.count] : description.shape ?? data.inputs[0].exampleShape
        classes = description.oneHot ? try description.classes ?? data.classCount() : nil
    }

    /// The examples as a network sees them; targets, if there are some, as it was trained on.
    func apply(to data: Dataset) throws -> Dataset {
        var data = data
        guard data.inputs[0].exampleShape.count == inputShape.count else {
            throw DataError(
                .shapeMismatch,
                "the model was trained on examples of shape \(inputShape), "
                    + "\(data.name) has \(data.inputs[0].exampleShape)")
        }
        data = try data.scaled(by: Float(scale))
        if let normalization { data = try normalization.apply(to: data) }
        data = try data.reshapedInputs(to: shape)
        if let classes, !data.targets.isEmpty { data = try data.oneHot(classes: classes) }
        return data
    }
}

extension Preprocessing {
    /// The members that a model's file holds.
    var members: JSONObject {
        var members: JSONObject = [
            "input_shape": .array(inputShape.sizes.map { .int($0) }),
            "scale": .double(scale), "shape": .array(shape.sizes.map { .int($0) }),
        ]
        members["white_level"] = whiteLevel.map { .double($0) }
        members["one_hot"] = classes.map { .int($0) }
        members["mean"] = normalization.map { .array($0.mean.map { .double($0) }) }
        members["deviation"] = normalization.map { .array($0.deviation.map { .double($0) }) }
        return members
    }

    /// Reads what a model's file holds.
    ///
    /// - Throws: `ConfigurationError` if it is damaged.
    init(_ reader: ConfigurationReader) throws {
        guard let inputShape = try reader.shape("input_shape") else {
            throw reader.error("input_shape", "is missing")
        }
        self.inputShape = inputShape
        whiteLevel = try reader.optionalDouble("white_level")
        scale = try reader.double("scale", default: 1)
        shape = try reader.shape("shape") ?? inputShape
        classes = try reader.optionalInteger("one_hot", atLeast: 1)
        let (mean, deviation) = (try reader.numbers("mean"), try reader.numbers("deviation"))
        guard shape.count == inputShape.count, mean?.count ?? inputShape.count == inputShape.count,
            mean?.count == deviation?.count
        else { throw reader.error("shape", "does not agree with the rest") }
        normalization =
            if let mean, let deviation { Normalization(mean: mean, deviation: deviation) } else {
                nil
            }
    }
}

extension ConfigurationReader {
    /// A list of numbers, if there is one.
    fileprivate func numbers(_ key: String) throws -> [Double]? {
        guard let value = value(key) else { return nil }
        let numbers = value.array?.compactMap(\.double)
        guard let numbers, numbers.count == value.array?.count else {
            throw error(key, "must be a list of numbers")
        }
        return numbers
    }
}
