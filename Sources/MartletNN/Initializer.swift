// SPDX-License-Identifier: Apache-2.0

/// The values that a parameter has before training.
public enum Initializer: Hashable, Sendable {
    /// All 0.
    case zeros
    /// All 1.
    case ones
    /// All the same.
    case constant(Double)
    /// Equally likely between two bounds.
    case uniform(low: Double = -0.05, high: Double = 0.05)
    /// Normally distributed.
    case normal(mean: Double = 0, standardDeviation: Double = 0.05)
    /// Normally distributed, drawn again while further than two standard deviations from the mean.
    case truncatedNormal(mean: Double = 0, standardDeviation: Double = 0.05)
    /// Variance scaled by fan in, fan out, or their mean.
    case varianceScaling(VarianceScaling)
    /// Rows or columns at right angles, times a gain.
    case orthogonal(gain: Double = 1)
}
