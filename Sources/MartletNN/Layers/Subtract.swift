// SPDX-License-Identifier: Apache-2.0
public import MartletTensor

/// The difference of two inputs, element by element.
///
/// ## Shapes
/// - inputs: two of shapes that broadcast together
/// - output: the shape they broadcast to
public final class Subtract: MergeLayer {
    /// Keras' name of the class.
    public static let className = "Subtract"
    /// The name given to the layer; the model makes one if it is `nil`.
    public let name: String?

    /// A layer that takes the second input off the first.
    public init(name: String? = nil) { self.name = name }

    /// The result for inputs of shapes that broadcast together.
    public func merge(_ tensors: [Tensor]) -> Tensor {
        guard tensors.count == 2 else {
            return .failed(
                .wrongInputCount(tensors.count, expected: 2, of: Self.className))
        }
        return tensors[0] - tensors[1]
    }
}
