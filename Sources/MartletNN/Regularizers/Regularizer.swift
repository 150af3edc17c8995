// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

/// How a penalty on large parameters is calculated: what ``Regularizer`` stands for.
///
/// Write your own as a struct with a ``Configurable/schema``; `Regularizer(MyRule())` is given to layers.
public protocol RegularizerRule: Configurable {
    /// The penalty of a parameter, a scalar.
    func callAsFunction(_ parameter: Tensor) -> Tensor
}

/// A penalty on large parameters, added to the loss: `l1 · Σ|w| + l2 · Σw²`.
public struct Regularizer: CatalogValue {
    /// How it is calculated.
    public let item: any RegularizerRule

    /// A penalty that a rule of your own calculates.
    public init(_ item: any RegularizerRule) { self.item = item }

    /// The regularisers that files and the command line know by name.
    public static var catalog: ClassCatalog<any RegularizerRule> { .regularizers }

    /// A penalty on magnitudes, which drives weights to 0.
    public static func l1(_ factor: Double = 0.01) -> Regularizer { Regularizer(L1(factor)) }
    /// A penalty on squares, which keeps weights small.
    public static func l2(_ factor: Double = 0.01) -> Regularizer { Regularizer(L2(factor)) }
    /// Both penalties; none unless a factor is given, as in Keras.
    public static func l1L2(_ l1: Double = 0, _ l2: Double = 0) -> Regularizer {
        Regularizer(L1L2(l1, l2))
    }

    /// The penalty of a parameter, a scalar.
    public func callAsFunction(_ parameter: Tensor) -> Tensor { item(parameter) }
}

extension ClassCatalog where Item == any RegularizerRule {
    /// The regularisers that files and the command line know by name.
    public static var regularizers: Self {
        ClassCatalog(
            "regularizer", [Regularizer.L1.self, Regularizer.L2.self, Regularizer.L1L2.self],
            aliases: ["l1_l2": "L1L2"])
    }
}
