// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletIR
public import MartletTensor

/// Says what a network is given: the shape of one example.
///
/// ## Shapes
/// - input and output: `[batch] + shape`
public struct Input: UnaryLayer, StorableLayer {
    /// Keras' name of the class.
    public static let className = "InputLayer"
    /// Who the layer is, and its name.
    public var identity: LayerIdentity
    /// The shape of one example, without the batch axis.
    public internal(set) var shape: Shape
    /// The type of the elements; the model's if `nil`.
    public internal(set) var dtype: DType?

    /// An input of examples of the given shape.
    public init(shape: Shape, dtype: DType? = nil, name: String? = nil) {
        identity = LayerIdentity(name: name)
        (self.shape, self.dtype) = (shape, dtype)
        requireValidArguments()
    }

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        Input(shape: .scalar),
        .required(
            "shape", \.shape, as: .exampleShape,
            "The shape of one example, without the batch axis."),
        .argument(
            "dtype", \.dtype, as: .elementType, "The type of the elements; the model's if null."),
        .rule("shape") { input in
            input.shape.sizes.allSatisfy { $0 > 0 }
                ? nil : "must hold sizes of at least 1, got \(input.shape)"
        })

    /// The layer's result.
    public func call(_ x: Tensor, in scope: LayerScope) -> Tensor {
        guard x.rank == shape.rank + 1, Array(x.shape.sizes.dropFirst()) == shape.sizes else {
            return .failed(
                .wrongRank(
                    of: x.shape, expected: "[batch] + \(shape)", layer: Self.className))
        }
        return x
    }
}
