// SPDX-License-Identifier: Apache-2.0

/// A metric that a callback watches, and its best value so far.
public struct MonitoredMetric: Sendable {
    /// Whether lower or higher values are better.
    public enum Direction: String, Sendable, CaseIterable {
        /// By the name: accuracies and the like are better when higher, all else when lower.
        case automatic = "auto"
        /// Lower values are better.
        case lower = "min"
        /// Higher values are better.
        case higher = "max"
    }

    /// The name: `val_loss`.
    public let name: String
    /// The best value so far.
    public private(set) var best: Double?
    private let isHigherBetter: Bool
    private let minimumGain: Double

    /// Watches the metric `name`; smaller gains than `minimumGain` do not count.
    public init(
        _ name: String, direction: Direction = .automatic, minimumGain: Double = 0,
        baseline: Double? = nil
    ) {
        self.name = name
        self.minimumGain = minimumGain.magnitude
        best = baseline
        let growing = ["acc", "auc", "precision", "recall", "f1", "r2"]
        isHigherBetter =
            direction == .higher
            || (direction == .automatic && growing.contains { name.lowercased().contains($0) })
    }

    /// Takes note of a value; true if it is the best so far, which NaN never is.
    public mutating func improves(with value: Double) -> Bool {
        if value.isNaN { return false }
        if let best {
            let gain = isHigherBetter ? value - best : best - value
            guard gain > minimumGain else { return false }
        }
        best = value
        return true
    }
}
