// SPDX-License-Identifier: Apache-2.0
import Martlet

/// What a network says of one example.
struct Prediction {
    /// The numbers of each output.
    let outputs: [[Double]]
    /// The names of the classes that the numbers stand for, if they are probabilities.
    private let classNames: [String]?

    /// The predictions in the outputs of a network, an example per row.
    static func of(_ outputs: [HostTensor], classNames: [String]?) throws -> [Prediction] {
        let rows = outputs.map { tensor -> [[Double]] in
            let values = tensor.doubles
            let width = max(values.count / max(tensor.shape.sizes.first ?? 1, 1), 1)
            return stride(from: 0, to: values.count, by: width).map {
                Array(values[$0..<min($0 + width, values.count)])
            }
        }
        let count = outputs.first?.shape.sizes.first ?? 0
        return (0..<count).map { example in
            Prediction(outputs: rows.map { $0[example] }, classNames: classNames)
        }
    }

    private init(outputs: [[Double]], classNames: [String]?) {
        self.outputs = outputs
        self.classNames = classNames
    }

    /// The classes with their probabilities, most likely first; empty if the outputs are something else.
    var classes: [(name: String, index: Int, probability: Double)] {
        guard outputs.count == 1 else { return [] }
        var values = outputs[0]
        if values.count == 1, let names = classNames, names.count == 2 {
            values = [1 - values[0], values[0]]
        }
        let isDistribution =
            values.count > 1 && values.allSatisfy { $0 >= 0 && $0 <= 1.001 }
            && (values.reduce(0, +) - 1).magnitude < 1e-2
        guard isDistribution else { return [] }
        let names = classNames.flatMap { $0.count == values.count ? $0 : nil }
        return values.enumerated()
            .map { (names?[$0.offset] ?? String($0.offset), $0.offset, $0.element) }
            .sorted { ($1.2, $0.1) < ($0.2, $1.1) }
    }

    /// The likely classes, or the numbers as they are.
    var text: String {
        let best = classes.prefix(3)
        if best.isEmpty {
            return outputs.map { row in
                let numbers = row.prefix(10).map(NumberText.measurement).joined(separator: " ")
                return row.count > 10 ? "\(numbers) … (\(row.count) numbers)" : numbers
            }.joined(separator: " | ")
        }
        return best.map { "\($0.name) (\(NumberText.decimal($0.probability * 100, 1)) %)" }
            .joined(separator: ", ")
    }

    /// Everything, for programs.
    var members: JSONObject {
        var members = JSONObject()
        if let best = classes.first {
            members["class"] = .string(best.name)
            members["index"] = .int(best.index)
            members["probability"] = .double(best.probability)
        }
        let rows = outputs.map { JSONValue.array($0.map { .double($0) }) }
        members["outputs"] = rows.count == 1 ? rows[0] : .array(rows)
        return members
    }
}
