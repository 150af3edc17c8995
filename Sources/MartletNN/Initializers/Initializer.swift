// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletIR

/// The values that a parameter has before training.
public struct Initializer: CatalogValue {
    /// How they are made.
    public let item: any InitializerRule

    /// Values that a rule of your own makes.
    public init(_ item: any InitializerRule) { self.item = item }

    /// The initialisers that files and the command line know by name.
    public static var catalog: ClassCatalog<any InitializerRule> { .initializers }

    /// All 0.
    public static let zeros = Initializer(Zeros())
    /// All 1.
    public static let ones = Initializer(Ones())
    /// Uniform, variance 2 / (fan in + fan out): for sigmoid, tanh and softmax, and the default of most layers.
    public static let glorotUniform = Initializer(GlorotUniform())
    /// Truncated normal, variance 2 / (fan in + fan out).
    public static let glorotNormal = Initializer(GlorotNormal())
    /// Uniform, variance 2 / fan in: for ReLU and its relatives.
    public static let heUniform = Initializer(HeUniform())
    /// Truncated normal, variance 2 / fan in: for ReLU and its relatives.
    public static let heNormal = Initializer(HeNormal())
    /// Uniform, variance 1 / fan in.
    public static let lecunUniform = Initializer(LecunUniform())
    /// Truncated normal, variance 1 / fan in.
    public static let lecunNormal = Initializer(LecunNormal())

    /// All the same.
    public static func constant(_ value: Double) -> Initializer { Initializer(Constant(value)) }

    /// Equally likely between two bounds.
    public static func uniform(low: Double = -0.05, high: Double = 0.05) -> Initializer {
        Initializer(RandomUniform(low: low, high: high))
    }

    /// Normally distributed.
    public static func normal(mean: Double = 0, standardDeviation: Double = 0.05) -> Initializer {
        Initializer(RandomNormal(mean: mean, standardDeviation: standardDeviation))
    }

    /// Normally distributed, drawn again while further than two standard deviations from the mean.
    public static func truncatedNormal(mean: Double = 0, standardDeviation: Double = 0.05)
        -> Initializer
    {
        Initializer(TruncatedNormal(mean: mean, standardDeviation: standardDeviation))
    }

    /// Variance scaled by fan in, fan out, or their mean.
    public static func varianceScaling(
        scale: Double = 1, mode: VarianceScaling.Mode = .fanIn,
        distribution: VarianceScaling.Distribution = .normal
    ) -> Initializer {
        Initializer(VarianceScaling(scale: scale, mode: mode, distribution: distribution))
    }

    /// Rows or columns at right angles, times a gain.
    public static func orthogonal(gain: Double = 1) -> Initializer {
        Initializer(Orthogonal(gain: gain))
    }

    /// The same with a seed of its own: equal values wherever and whenever it is used.
    public func seeded(_ seed: Int) -> Initializer {
        guard var rule = item as? any RandomInitializerRule else { return self }
        rule.seed = seed
        return Initializer(rule)
    }

    /// The initial values of a parameter: a function of the arguments alone, the same on every machine.
    ///
    /// - Parameters:
    ///   - shape: The parameter's shape; for ``orthogonal(gain:)`` with at least two axes.
    ///   - dtype: A floating type.
    ///   - seed: The model's seed.
    ///   - stream: Tells the parameters of a model apart.
    /// - Returns: The initial values.
    public func values(_ shape: Shape, _ dtype: DType, seed: UInt64, stream: UInt64) -> HostTensor {
        if item is Zeros { return HostTensor(TensorType(shape, dtype)) { _ in } }
        let own = (item as? any RandomInitializerRule)?.seed.map { UInt64(bitPattern: Int64($0)) }
        let source = RandomSequence(seed: own ?? seed, stream: own == nil ? stream : 0)
        return HostTensor(
            item.elements(shape, dtype, from: source), shape: shape, dtype: dtype)
    }

    /// Throws if there are no such values for a parameter of the given shape.
    func check(_ shape: Shape) throws(GraphError) { try item.check(shape) }
}

extension ClassCatalog where Item == any InitializerRule {
    /// The initialisers that files and the command line know by name.
    public static var initializers: Self {
        ClassCatalog(
            "initializer",
            [
                Initializer.Zeros.self, Initializer.Ones.self, Initializer.Constant.self,
                Initializer.RandomUniform.self, Initializer.RandomNormal.self,
                Initializer.TruncatedNormal.self, Initializer.GlorotUniform.self,
                Initializer.GlorotNormal.self, Initializer.HeUniform.self,
                Initializer.HeNormal.self, Initializer.LecunUniform.self,
                Initializer.LecunNormal.self, Initializer.VarianceScaling.self,
                Initializer.Orthogonal.self,
            ], aliases: ["uniform": "RandomUniform", "normal": "RandomNormal"])
    }
}
