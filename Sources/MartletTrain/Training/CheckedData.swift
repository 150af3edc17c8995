// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletIR

/// Looks data through before it is used, and remembers what was looked through: tensors never change.
struct CheckedData {
    /// Data without keeping it alive.
    private struct Seen {
        private struct Part {
            weak var buffer: Buffer?
            let type: TensorType
            let scale: Float
            let offset: Float
        }

        private let parts: [Part]
        private let classes: [Int]

        init(_ data: Dataset, classes: [Int]) {
            parts = Self.list(data).map {
                Part(
                    buffer: $0.values.buffer, type: $0.values.type, scale: $0.scale,
                    offset: $0.offset)
            }
            self.classes = classes
        }

        var isAlive: Bool { parts.allSatisfy { $0.buffer != nil } }

        func matches(_ data: Dataset, classes: [Int]) -> Bool {
            let list = Self.list(data)
            guard classes == self.classes, list.count == parts.count else { return false }
            return zip(list, parts).allSatisfy { features, part in
                features.values.buffer === part.buffer && features.values.type == part.type
                    && features.scale == part.scale && features.offset == part.offset
            }
        }

        /// Inputs, targets and weights.
        private static func list(_ data: Dataset) -> [Features] {
            data.inputs + (data.targets + (data.weights.map { [$0] } ?? [])).map { Features($0) }
        }
    }

    private var seen: [Seen] = []
    /// Training and validation data, and some more.
    private static let capacity = 8

    /// Throws if a number is not finite or a label is none of the classes of the output with the same place.
    mutating func check(_ data: Dataset, classes: [Int]) throws {
        if seen.contains(where: { $0.matches(data, classes: classes) }) { return }
        try data.checkFinite()
        for count in classes { try data.checkLabels(classes: count) }
        seen.removeAll { !$0.isAlive }
        if seen.count == Self.capacity { seen.removeFirst() }
        seen.append(Seen(data, classes: classes))
    }
}
