// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

/// The difference of two inputs, element by element.
///
/// ## Shapes
/// - inputs: two of shapes that broadcast together
/// - output: the shape they broadcast to
public struct Subtract: MergeLayer {
    /// Who the layer is, and its name.
    public var identity: LayerIdentity

    /// A layer that takes the second input off the first.
    public init(name: String? = nil) { identity = LayerIdentity(name: name) }

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        Subtract())

    /// The result for inputs of shapes that broadcast together.
    public func merge(_ tensors: [Tensor]) -> Tensor {
        guard tensors.count == 2 else {
            return .failed(
                .wrongInputCount(tensors.count, expected: 2, of: Self.className))
        }
        return tensors[0] - tensors[1]
    }
}
