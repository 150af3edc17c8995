// SPDX-License-Identifier: Apache-2.0
import Martlet

/// What is in a saved model.
struct ModelReport {
    private let saved: SavedModel
    private let byteCount: Int

    init(_ saved: SavedModel, byteCount: Int) {
        self.saved = saved
        self.byteCount = byteCount
    }

    /// For people: the summary as Keras prints it, then how the model was trained.
    func text() throws -> String {
        let model = saved.model
        var lines = [
            try model.summary(), "", "file        \(saved.path), \(NumberText.bytes(byteCount))",
        ]
        if let classes = model.classNames {
            let names =
                classes.prefix(20).joined(separator: ", ") + (classes.count > 20 ? ", …" : "")
            lines.append("classes     \(names)")
        }
        if let rate = model.learningRate { lines.append("step size   \(rate)") }
        if let preprocessing = saved.preprocessing {
            lines.append("input       \(preprocessing.text)")
        }
        if let last = saved.records.last {
            let values = last.values.map { "\($0.name) \(NumberText.measurement($0.value))" }
            lines.append("trained     \(last.epoch) epochs: " + values.joined(separator: "  "))
        }
        return lines.joined(separator: "\n")
    }

    /// For programs.
    var members: JSONObject {
        let model = saved.model
        var members: JSONObject = [
            "name": .string(model.name), "file": .string(saved.path), "bytes": .int(byteCount),
            "dtype": .string(model.dtype.rawValue), "parameters": .int(model.parameterCount),
            "input_shapes": Self.shapes(model.inputShapes),
            "output_shapes": Self.shapes(model.outputShapes),
            "architecture": Self.architecture(in: saved.path),
            "weights": .array(
                model.parameters.map { parameter in
                    [
                        "name": .string(parameter.path),
                        "shape": .array(parameter.specification.shape.sizes.map { .int($0) }),
                        "trainable": .bool(parameter.isTrainable),
                    ]
                }),
        ]
        members["class_names"] = model.classNames.map { .array($0.map { .string($0) }) }
        members["learning_rate"] = model.learningRate.map { .double($0) }
        members["training"] = .object(model.metadata)
        return members
    }

    /// The layers with names and arguments, and how values flow through them, as the file has them.
    private static func architecture(in path: String) -> JSONValue {
        let text = (try? Safetensors(contentsOf: path))?.metadata["martlet"]
        let description = text.flatMap { try? JSONValue(parsing: $0) }
        return description?["architecture"] ?? .null
    }

    private static func shapes(_ shapes: [Shape]?) -> JSONValue {
        .array((shapes ?? []).map { .array($0.sizes.map { .int($0) }) })
    }
}

extension Preprocessing {
    /// What is done to an example, in words.
    var text: String {
        var steps = ["\(inputShape)"]
        if scale != 1 { steps.append("times \(NumberText.measurement(scale))") }
        if normalization != nil { steps.append("normalised") }
        if shape != inputShape { steps.append("as \(shape)") }
        return steps.joined(separator: ", ")
    }
}
