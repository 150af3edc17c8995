// SPDX-License-Identifier: Apache-2.0

/// What is known of a tensor before it is computed: its shape and the type of its elements.
public struct TensorType: Hashable, Sendable {
    /// The sizes along the axes.
    public var shape: Shape
    /// The type of the elements.
    public var dtype: DType

    /// The type of tensors with the given shape and elements.
    public init(_ shape: Shape, _ dtype: DType) {
        self.shape = shape
        self.dtype = dtype
    }

    /// Bytes that the elements take.
    public var byteCount: Int { shape.count * dtype.byteCount }
}

extension TensorType: CustomStringConvertible {
    /// Shape and element type, such as `[2, 3] float32`.
    public var description: String { "\(shape) \(dtype)" }
}
