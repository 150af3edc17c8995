// SPDX-License-Identifier: Apache-2.0
public import MartletIR

/// Some examples, ready to be computed with: inputs as float32, targets and weights as they are stored.
public struct Batch: Sendable {
    /// One tensor per input of the network, an example per row.
    public let inputs: [HostTensor]
    /// One tensor per target, an example per row.
    public let targets: [HostTensor]
    /// How much each example counts, `[examples]` float32; `nil` if all count the same.
    public let weights: HostTensor?

    /// A batch of the given parts.
    ///
    /// - Throws: ``DataError`` if there is no input or the numbers of rows differ.
    public init(inputs: [HostTensor], targets: [HostTensor] = [], weights: HostTensor? = nil) throws
    {
        let data = try Dataset(
            inputs: inputs.map { Features($0) }, targets: targets, weights: weights,
            name: "the batch")
        self.inputs = inputs
        self.targets = targets
        self.weights = data.weights
    }

    /// A batch of parts that are known to agree.
    init(gatheredInputs inputs: [HostTensor], targets: [HostTensor], weights: HostTensor?) {
        self.inputs = inputs
        self.targets = targets
        self.weights = weights
    }

    /// How many examples there are.
    public var count: Int { inputs.first?.rowCount ?? 0 }
}
