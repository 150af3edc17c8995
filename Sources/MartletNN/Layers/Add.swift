// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

/// The sum of several inputs, element by element.
///
/// ## Shapes
/// - inputs: at least two, of shapes that broadcast together
/// - output: the shape they broadcast to
public struct Add: MergeLayer {
    /// Who the layer is, and its name.
    public var identity: LayerIdentity

    /// A layer that adds its inputs.
    public init(name: String? = nil) { identity = LayerIdentity(name: name) }

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        Add())

    /// The result for inputs of shapes that broadcast together.
    public func merge(_ tensors: [Tensor]) -> Tensor {
        tensors.dropFirst().reduce(tensors[0]) { $0 + $1 }
    }
}
