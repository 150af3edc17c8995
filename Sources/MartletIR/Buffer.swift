// SPDX-License-Identifier: Apache-2.0

/// A piece of memory, 64-byte aligned, freed with its last reference.
///
/// `@unchecked Sendable`: the class only owns memory. Whoever writes to it must be its only user at that time:
/// ``HostTensor`` writes before anyone else sees the buffer; a training program owns the buffers it updates.
public final class Buffer: @unchecked Sendable {
    /// The first byte.
    public let pointer: UnsafeMutableRawPointer
    /// The size in bytes.
    public let byteCount: Int
    /// Frees the memory; keeps alive whatever owns it.
    private let release: @Sendable (UnsafeMutableRawPointer) -> Void

    /// Memory of `byteCount` bytes, all zero.
    public init(byteCount: Int) {
        let pointer = UnsafeMutableRawPointer.allocate(
            byteCount: max(byteCount, 64), alignment: 64)
        pointer.initializeMemory(as: UInt8.self, repeating: 0, count: max(byteCount, 64))
        self.pointer = pointer
        self.byteCount = byteCount
        self.release = { $0.deallocate() }
    }

    /// Memory that somebody else made, such as a mapped file; `release` is called when it is no longer used.
    public init(
        _ pointer: UnsafeMutableRawPointer, byteCount: Int,
        release: @escaping @Sendable (UnsafeMutableRawPointer) -> Void
    ) {
        self.pointer = pointer
        self.byteCount = byteCount
        self.release = release
    }

    deinit { release(pointer) }
}
