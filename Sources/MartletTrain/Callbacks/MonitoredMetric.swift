// SPDX-License-Identifier: Apache-2.0
public import MartletFormats

/// A metric that a callback watches, and its best value so far.
public struct MonitoredMetric: Sendable {
    /// Whether lower or higher values are better.
    public enum Direction: String, ArgumentWord {
        /// By the name: accuracies and the like are better when higher, all else when lower.
        case automatic = "auto"
        /// Lower values are better.
        case lower = "min"
        /// Higher values are better.
        case higher = "max"
    }

    /// What is watched: `val_loss`.
    public internal(set) var name: String
    /// Whether lower (min) or higher (max) values are better.
    public internal(set) var direction: Direction
    /// Gains that are not larger do not count.
    public internal(set) var minimumGain: Double
    /// A value that must be beaten first.
    public internal(set) var baseline: Double?
    /// The best value so far.
    public internal(set) var best: Double?

    /// Watches the metric `name`; smaller gains than `minimumGain` do not count.
    public init(
        _ name: String, direction: Direction = .automatic, minimumGain: Double = 0,
        baseline: Double? = nil
    ) {
        (self.name, self.direction) = (name, direction)
        (self.minimumGain, self.baseline) = (minimumGain, baseline)
    }

    /// What all callbacks say of what they watch, and what a checkpoint keeps of it.
    static let entries = SchemaEntry<Self>(
        .argument("monitor", \.name, "What is watched: `val_loss`."),
        .argument("mode", \.direction, "Whether lower (min) or higher (max) values are better."),
        .state("best", \.best))

    private var isHigherBetter: Bool {
        let growing = ["acc", "auc", "precision", "recall", "f1", "r2"]
        return direction == .higher
            || (direction == .automatic && growing.contains { name.lowercased().contains($0) })
    }

    /// Takes note of a value; true if it is the best so far, which NaN never is.
    public mutating func improves(with value: Double) -> Bool {
        if value.isNaN { return false }
        if let bar = best ?? baseline {
            let gain = isHigherBetter ? value - bar : bar - value
            guard gain > minimumGain.magnitude else { return false }
        }
        best = value
        return true
    }
}
