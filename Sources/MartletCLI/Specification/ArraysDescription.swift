// SPDX-License-Identifier: Apache-2.0
import Martlet

/// NumPy arrays: inputs and, unless they are only to be predicted, targets.
struct ArraysDescription: Configurable {
    /// The file of inputs, seen from the folder of the specification.
    private(set) var inputs = ""
    /// The file of targets; none if `nil`.
    private(set) var targets: String?

    static let schema = Schema<Self>(
        ArraysDescription(),
        .required(
            "inputs", \.inputs, "The file of inputs, seen from the folder of the specification."),
        .argument("targets", \.targets, "The file of targets; none if null."))

    /// The same with paths as seen from `folder`.
    func seen(from folder: String) -> Self {
        var description = self
        description.inputs = TableDescription.path(inputs, in: folder)
        description.targets = targets.map { TableDescription.path($0, in: folder) }
        return description
    }
}
