// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletIR

/// Variance scaling with everything but the seed fixed, under a name of its own.
public protocol NamedScaling: RandomInitializerRule {
    /// What the name stands for.
    static var scaling: Initializer.VarianceScaling { get }
}

extension NamedScaling {
    /// Random numbers.
    public func elements(_ shape: Shape, _ dtype: DType, from source: RandomSequence) -> [Double] {
        Self.scaling.elements(shape, dtype, from: source)
    }
}

extension SchemaEntry where Root: RandomInitializerRule {
    /// Keras' arguments for the axes of inputs and outputs, which here are the last two.
    static var windows: Self { Self(.fixed("input_axes", nil), .fixed("output_axes", nil)) }
}

extension Initializer {
    /// Uniform, variance 2 / (fan in + fan out).
    public struct GlorotUniform: NamedScaling {
        /// Chooses the numbers.
        public var seed: Int?
        /// The rule.
        public init(seed: Int? = nil) { self.seed = seed }
        /// The seed.
        public static let schema = Schema<Self>(GlorotUniform(), .seed, .windows)
        /// What the name stands for.
        public static let scaling = VarianceScaling(
            scale: 1, mode: .fanAverage, distribution: .uniform)
    }

    /// Truncated normal, variance 2 / (fan in + fan out).
    public struct GlorotNormal: NamedScaling {
        /// Chooses the numbers.
        public var seed: Int?
        /// The rule.
        public init(seed: Int? = nil) { self.seed = seed }
        /// The seed.
        public static let schema = Schema<Self>(GlorotNormal(), .seed, .windows)
        /// What the name stands for.
        public static let scaling = VarianceScaling(
            scale: 1, mode: .fanAverage, distribution: .normal)
    }

    /// Uniform, variance 2 / fan in.
    public struct HeUniform: NamedScaling {
        /// Chooses the numbers.
        public var seed: Int?
        /// The rule.
        public init(seed: Int? = nil) { self.seed = seed }
        /// The seed.
        public static let schema = Schema<Self>(HeUniform(), .seed, .windows)
        /// What the name stands for.
        public static let scaling = VarianceScaling(
            scale: 2, mode: .fanIn, distribution: .uniform)
    }

    /// Truncated normal, variance 2 / fan in.
    public struct HeNormal: NamedScaling {
        /// Chooses the numbers.
        public var seed: Int?
        /// The rule.
        public init(seed: Int? = nil) { self.seed = seed }
        /// The seed.
        public static let schema = Schema<Self>(HeNormal(), .seed, .windows)
        /// What the name stands for.
        public static let scaling = VarianceScaling(
            scale: 2, mode: .fanIn, distribution: .normal)
    }

    /// Uniform, variance 1 / fan in.
    public struct LecunUniform: NamedScaling {
        /// Chooses the numbers.
        public var seed: Int?
        /// The rule.
        public init(seed: Int? = nil) { self.seed = seed }
        /// The seed.
        public static let schema = Schema<Self>(LecunUniform(), .seed, .windows)
        /// What the name stands for.
        public static let scaling = VarianceScaling(
            scale: 1, mode: .fanIn, distribution: .uniform)
    }

    /// Truncated normal, variance 1 / fan in.
    public struct LecunNormal: NamedScaling {
        /// Chooses the numbers.
        public var seed: Int?
        /// The rule.
        public init(seed: Int? = nil) { self.seed = seed }
        /// The seed.
        public static let schema = Schema<Self>(LecunNormal(), .seed, .windows)
        /// What the name stands for.
        public static let scaling = VarianceScaling(
            scale: 1, mode: .fanIn, distribution: .normal)
    }
}
