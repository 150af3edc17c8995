// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

/// Positive numbers that add up to 1 along an axis, in proportion to eˣ.
///
/// ## Shapes
/// - input and output: any, the same
public struct Softmax: UnaryLayer, StorableLayer {
    /// Who the layer is, and its name.
    public var identity: LayerIdentity
    /// The axis along which results add up to 1; negative ones count from the end.
    public internal(set) var axis: Int

    /// A layer that makes probabilities.
    public init(axis: Int = -1, name: String? = nil) {
        identity = LayerIdentity(name: name)
        self.axis = axis
        requireValidArguments()
    }

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        Softmax(),
        .argument(
            "axis", \.axis, as: .axis, in: .axes,
            "The axis along which results add up to 1; negative ones count from the end."))

    /// The layer's result.
    public func call(_ x: Tensor, in scope: LayerScope) -> Tensor { x.softmax(axis) }
}
