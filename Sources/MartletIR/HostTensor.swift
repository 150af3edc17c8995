// SPDX-License-Identifier: Apache-2.0

/// A tensor whose elements lie in memory, row by row.
///
/// Immutable.
public struct HostTensor: Sendable {
    /// The shape and the type of the elements.
    public let type: TensorType
    /// Where the elements lie; at least `type.byteCount` bytes.
    public let buffer: Buffer

    /// The elements that lie in `buffer`.
    public init(_ type: TensorType, _ buffer: Buffer) {
        precondition(buffer.byteCount >= type.byteCount, "HostTensor: the buffer is too small.")
        self.type = type
        self.buffer = buffer
    }

    /// A tensor whose memory, zeroed, is filled by `initialize`.
    public init(
        _ type: TensorType,
        initializing initialize: (UnsafeMutableRawBufferPointer) throws -> Void
    ) rethrows {
        let buffer = Buffer(byteCount: type.byteCount)
        try initialize(.init(start: buffer.pointer, count: type.byteCount))
        self.init(type, buffer)
    }

    /// The sizes along the axes.
    public var shape: Shape { type.shape }
    /// The type of the elements.
    public var dtype: DType { type.dtype }
    /// How many elements there are.
    public var count: Int { type.shape.count }

    /// The elements' memory, valid while `body` runs.
    public func withUnsafeBytes<Result>(
        _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        defer { withExtendedLifetime(buffer) {} }
        return try body(UnsafeRawBufferPointer(start: buffer.pointer, count: type.byteCount))
    }

    /// Copies the elements to the start of `target`.
    public func copyElements(to target: Buffer) {
        precondition(target.byteCount >= type.byteCount, "HostTensor: the target is too small.")
        target.pointer.copyMemory(from: buffer.pointer, byteCount: type.byteCount)
    }

    /// The same elements in memory of their own.
    public func copied() -> HostTensor {
        let copy = Buffer(byteCount: type.byteCount)
        copyElements(to: copy)
        return HostTensor(type, copy)
    }

    /// The same elements with another shape of as many.
    public func reshaped(to shape: Shape) -> HostTensor {
        guard shape.count == count else {
            GraphError.wrongCount(count, of: "elements", for: shape).report()
            return self
        }
        return HostTensor(TensorType(shape, dtype), buffer)
    }

    /// What an initializer makes that was given a wrong number of elements, after it said so.
    static func zeros(_ type: TensorType) -> HostTensor {
        HostTensor(type, Buffer(byteCount: type.byteCount))
    }
}

extension HostTensor: Hashable {
    /// Two host tensors are equal if they are the same memory: a comparison that costs nothing.
    public static func == (lhs: HostTensor, rhs: HostTensor) -> Bool {
        lhs.type == rhs.type && lhs.buffer === rhs.buffer
    }

    /// Hashes the type and the identity of the memory.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(type)
        hasher.combine(ObjectIdentifier(buffer))
    }
}

extension HostTensor: CustomStringConvertible {
    /// The type, without the elements.
    public var description: String { "HostTensor(\(type))" }
}
