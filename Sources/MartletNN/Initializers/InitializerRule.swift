// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletIR

/// How the values of a parameter begin: what ``Initializer`` stands for.
///
/// Write your own as a struct with a ``Configurable/schema``; `Initializer(MyRule())` is given to layers.
public protocol InitializerRule: Configurable {
    /// The elements of a parameter, row by row: a function of the arguments alone, the same on every machine.
    ///
    /// - Parameters:
    ///   - shape: The parameter's shape; a kernel is `[window…, inputs, outputs]`.
    ///   - dtype: A floating type, to which elements are rounded afterwards.
    ///   - source: Random numbers that no other parameter gets.
    /// - Returns: As many elements as the shape has.
    func elements(_ shape: Shape, _ dtype: DType, from source: RandomSequence) -> [Double]

    /// Throws if there are no such values for a parameter of the given shape.
    func check(_ shape: Shape) throws(GraphError)
}

extension InitializerRule {
    /// All shapes are fine.
    public func check(_ shape: Shape) throws(GraphError) {}
}

/// A rule that draws random numbers.
public protocol RandomInitializerRule: InitializerRule {
    /// Chooses the numbers wherever the rule is used; the model's seed does if `nil`.
    var seed: Int? { get set }
}

extension SchemaEntry where Root: RandomInitializerRule {
    /// The argument that chooses the numbers.
    public static var seed: Self {
        .argument(
            "seed", \.seed,
            "Chooses the numbers wherever the rule is used; the model's seed does if null.")
    }
}
