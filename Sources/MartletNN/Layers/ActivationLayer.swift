// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

/// Applies a function to every element: Keras' `Activation`, under another name because ``Activation`` is the function.
///
/// ## Shapes
/// - input and output: any, the same
public struct ActivationLayer: UnaryLayer, StorableLayer {
    /// Keras' name of the class.
    public static let className = "Activation"
    /// Who the layer is, and its name.
    public var identity: LayerIdentity
    /// The function.
    public internal(set) var activation: Activation

    /// A layer that applies a function.
    public init(_ activation: Activation, name: String? = nil) {
        identity = LayerIdentity(name: name)
        self.activation = activation
    }

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        ActivationLayer(.linear), .required("activation", \.activation, "The function."))

    /// The layer's result.
    public func call(_ x: Tensor, in scope: LayerScope) -> Tensor { activation(x) }
}
