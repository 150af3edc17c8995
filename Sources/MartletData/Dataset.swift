// SPDX-License-Identifier: Apache-2.0
public import MartletIR

/// Examples in memory: what a network sees, what it should answer, and how much each example counts.
///
/// ```swift
/// let data = try Dataset(inputs: [[0, 0], [0, 1], [1, 0], [1, 1]], labels: [0, 1, 1, 0])
/// let (train, test) = try data.trainTestSplit(testSize: 0.25, seed: 7)
/// ```
public struct Dataset: Sendable {
    /// What it is called in messages.
    public var name: String
    /// What a network sees: one entry per input of the network, an example per row.
    public let inputs: [Features]
    /// What it should answer: labels `[examples]`, or numbers `[examples, …]`; empty if unknown.
    public let targets: [HostTensor]
    /// How much each example counts, `[examples]` float32; `nil` if all count the same.
    public let weights: HostTensor?
    /// The names of the classes that labels number from 0.
    public let classNames: [String]?

    /// A data set of the given inputs and targets, with an example per row.
    ///
    /// - Throws: ``DataError`` if there is no input, a tensor has no axis, numbers of rows differ, or
    ///   a weight is negative or not finite.
    public init(
        inputs: [Features], targets: [HostTensor] = [], weights: HostTensor? = nil,
        classNames: [String]? = nil, name: String = "data"
    ) throws {
        self.name = name
        self.inputs = inputs
        self.targets = targets
        self.weights = try weights.map(Self.checkedWeights)
        self.classNames = classNames
        try checkRows()
    }

    /// A data set of one input and one target.
    ///
    /// - Throws: ``DataError`` as ``init(inputs:targets:weights:classNames:name:)`` does.
    public init(
        inputs: HostTensor, targets: HostTensor, weights: HostTensor? = nil,
        classNames: [String]? = nil, name: String = "data"
    ) throws {
        try self.init(
            inputs: [Features(inputs)], targets: [targets], weights: weights,
            classNames: classNames, name: name)
    }

    /// How many examples there are.
    public var count: Int { inputs.first?.count ?? 0 }

    /// Whether there are no examples.
    public var isEmpty: Bool { count == 0 }
}

extension Dataset {
    private func checkRows() throws {
        guard let first = inputs.first else {
            throw DataError(.shapeMismatch, "\(name) has no input")
        }
        let tensors =
            inputs.enumerated().map { ("input \($0)", $1.values) }
            + targets.enumerated().map { ("target \($0)", $1) }
            + (weights.map { [("the weights", $0)] } ?? [])
        for (part, tensor) in tensors {
            guard tensor.shape.rank > 0 else {
                throw DataError(
                    .shapeMismatch, "\(part) of \(name) is a single number, not one row per example"
                )
            }
            guard tensor.rowCount == first.count else {
                throw DataError(
                    .shapeMismatch,
                    "\(part) of \(name) has \(tensor.rowCount) rows, but input 0 has \(first.count)",
                    hint: "every input and target needs one row per example")
            }
        }
    }

    private static func checkedWeights(_ weights: HostTensor) throws -> HostTensor {
        guard weights.shape.rank == 1 else {
            throw DataError(
                .shapeMismatch,
                "sample weights have shape \(weights.shape), not one number per example")
        }
        let values = weights.doubles
        if let row = values.firstIndex(where: { !($0 >= 0 && $0 < .infinity) }) {
            throw DataError(
                .invalidValue, "sample weight \(values[row]) of row \(row) is not a number ≥ 0")
        }
        return weights.dtype == .float32 ? weights : HostTensor(values, shape: weights.shape)
    }

    /// The same data with some parts replaced; the rows of the parts must agree.
    package func replacing(
        inputs: [Features]? = nil, targets: [HostTensor]? = nil, weights: HostTensor? = nil,
        classNames: [String]? = nil
    ) throws -> Dataset {
        try Dataset(
            inputs: inputs ?? self.inputs, targets: targets ?? self.targets,
            weights: weights ?? self.weights, classNames: classNames ?? self.classNames, name: name)
    }
}
