// SPDX-License-Identifier: Apache-2.0

/// A Swift type that a tensor's elements can be read as and made from, bit for bit.
public protocol Scalar: BitwiseCopyable, Sendable {
    /// The element type that it matches.
    static var dtype: DType { get }
}

extension Float: Scalar {
    /// `float32`.
    public static var dtype: DType { .float32 }
}
extension Double: Scalar {
    /// `float64`.
    public static var dtype: DType { .float64 }
}
extension Int8: Scalar {
    /// `int8`.
    public static var dtype: DType { .int8 }
}
extension UInt8: Scalar {
    /// `uint8`.
    public static var dtype: DType { .uint8 }
}
extension Int32: Scalar {
    /// `int32`.
    public static var dtype: DType { .int32 }
}
extension Int64: Scalar {
    /// `int64`.
    public static var dtype: DType { .int64 }
}
extension Int: Scalar {
    /// `int64`.
    public static var dtype: DType { .int64 }
}
extension Bool: Scalar {
    /// `bool`.
    public static var dtype: DType { .bool }
}

extension HostTensor {
    /// A copy of `scalars`, in row-major order; there must be as many as `shape` has elements.
    public init<Element: Scalar>(scalars: [Element], shape: Shape) {
        guard scalars.count == shape.count else {
            GraphError.wrongCount(scalars.count, of: "scalars", for: shape).report()
            self = .zeros(TensorType(shape, Element.dtype))
            return
        }
        self.init(TensorType(shape, Element.dtype)) { bytes in
            scalars.withUnsafeBytes { bytes.copyMemory(from: $0) }
        }
    }

    /// The elements as an array of `Element`, or `nil` if they are of another type.
    public func scalars<Element: Scalar>(of: Element.Type) -> [Element]? {
        guard Element.dtype == dtype else { return nil }
        return withUnsafeBytes { Array($0.bindMemory(to: Element.self).prefix(count)) }
    }
}
