// SPDX-License-Identifier: Apache-2.0
public import MartletTensor

/// The greatest of several inputs, element by element.
///
/// ## Shapes
/// - inputs: at least two, of shapes that broadcast together
/// - output: the shape they broadcast to
public final class Maximum: MergeLayer {
    /// Keras' name of the class.
    public static let className = "Maximum"
    /// The name given to the layer; the model makes one if it is `nil`.
    public let name: String?

    /// A layer that keeps the greatest of its inputs.
    public init(name: String? = nil) { self.name = name }

    /// The result for inputs of shapes that broadcast together.
    public func merge(_ tensors: [Tensor]) -> Tensor {
        tensors.dropFirst().reduce(tensors[0]) { Tensor.maximum($0, $1) }
    }
}
