// SPDX-License-Identifier: Apache-2.0

/// What was measured in one epoch.
public struct EpochReport: Sendable {
    /// The number of the epoch, from 1.
    public let epoch: Int
    /// Names and values in order: `loss`, the metrics, then the same with `val_` before them.
    public let values: [(name: String, value: Double)]
    /// How long the training part took.
    public let seconds: Double
    /// Examples trained on per second.
    public let samplesPerSecond: Double

    /// The value called `name`, such as `val_accuracy`.
    public subscript(name: String) -> Double? { values.first { $0.name == name }?.value }
}

/// Loss and metrics of a training, epoch by epoch.
public struct History: Sendable {
    /// The epochs in order.
    public private(set) var epochs: [EpochReport] = []
    /// Why training ended before its last epoch, if it did.
    public internal(set) var stopReason: String?

    init() {}

    mutating func append(_ report: EpochReport) { epochs.append(report) }

    /// What was measured, in order.
    public var names: [String] { epochs.first?.values.map(\.name) ?? [] }

    /// The values called `name`, one per epoch.
    public subscript(name: String) -> [Double] { epochs.compactMap { $0[name] } }
}
