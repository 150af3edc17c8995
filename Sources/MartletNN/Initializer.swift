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
    /// Another initialiser with a seed of its own: the same values wherever and whenever it is used.
    indirect case seeded(Initializer, seed: Int)

    /// Uniform, variance 2 / (fan in + fan out): for sigmoid, tanh and softmax, and the default of most layers.
    public static let glorotUniform = scaling(1, .fanAverage, .uniform)
    /// Truncated normal, variance 2 / (fan in + fan out).
    public static let glorotNormal = scaling(1, .fanAverage, .normal)
    /// Uniform, variance 2 / fan in: for ReLU and its relatives.
    public static let heUniform = scaling(2, .fanIn, .uniform)
    /// Truncated normal, variance 2 / fan in: for ReLU and its relatives.
    public static let heNormal = scaling(2, .fanIn, .normal)
    /// Uniform, variance 1 / fan in.
    public static let lecunUniform = scaling(1, .fanIn, .uniform)
    /// Truncated normal, variance 1 / fan in.
    public static let lecunNormal = scaling(1, .fanIn, .normal)

    private static func scaling(
        _ scale: Double, _ mode: VarianceScaling.Mode,
        _ distribution: VarianceScaling.Distribution
    ) -> Initializer {
        .varianceScaling(VarianceScaling(scale: scale, mode: mode, distribution: distribution))
    }
}
