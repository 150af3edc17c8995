// SPDX-License-Identifier: Apache-2.0
public import MartletNN

/// Collects the layers of a sequential model, with `if` and `for` as in any Swift code.
@resultBuilder
public enum LayerBuilder {
    /// A layer.
    public static func buildExpression(_ layer: any Layer) -> [any Layer] { [layer] }
    /// Layers made elsewhere.
    public static func buildExpression(_ layers: [any Layer]) -> [any Layer] { layers }
    /// Parts, one after another.
    public static func buildBlock(_ parts: [any Layer]...) -> [any Layer] { parts.flatMap { $0 } }
    /// A part that may be left out by `if`.
    public static func buildOptional(_ part: [any Layer]?) -> [any Layer] { part ?? [] }
    /// The part of `if` that is taken.
    public static func buildEither(first part: [any Layer]) -> [any Layer] { part }
    /// The part of `else` that is taken.
    public static func buildEither(second part: [any Layer]) -> [any Layer] { part }
    /// The parts that `for` makes.
    public static func buildArray(_ parts: [[any Layer]]) -> [any Layer] { parts.flatMap { $0 } }
}
