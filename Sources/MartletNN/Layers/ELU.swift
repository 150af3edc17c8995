// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

/// Every element, the negative ones as α · (eˣ − 1).
///
/// ## Shapes
/// - input and output: any, the same
///
/// Source: Clevert, Unterthiner & Hochreiter, "Fast and accurate deep network learning by exponential linear units",
/// 2016.
public struct ELU: UnaryLayer, StorableLayer {
    /// Who the layer is, and its name.
    public var identity: LayerIdentity
    /// Minus the value that large negative elements approach.
    public internal(set) var alpha: Double

    /// A layer that bends negative elements towards −α.
    public init(alpha: Double = 1, name: String? = nil) {
        identity = LayerIdentity(name: name)
        self.alpha = alpha
        requireValidArguments()
    }

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        ELU(),
        .argument(
            "alpha", \.alpha, "Minus the value that large negative elements approach."))

    /// The layer's result.
    public func call(_ x: Tensor, in scope: LayerScope) -> Tensor { x.elu(alpha: alpha) }
}
