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
    /// Whether a cache line behind the last byte can be read, as kernels may that load whole vectors.
    package let isPadded: Bool
    /// Frees the memory; keeps alive whatever owns it.
    private let release: @Sendable (UnsafeMutableRawPointer) -> Void

    /// Memory of `byteCount` bytes, all zero.
    public convenience init(byteCount: Int) {
        self.init(uninitialized: byteCount)
        pointer.initializeMemory(as: UInt8.self, repeating: 0, count: max(byteCount, 64))
    }

    /// Memory of `byteCount` bytes whose contents are whatever they are: for who writes all of it.
    package convenience init(uninitialized byteCount: Int) {
        self.init(Self.allocate(byteCount), byteCount: byteCount, isPadded: true) {
            $0.deallocate()
        }
    }

    /// Memory that `release` does with as it likes.
    package init(
        _ pointer: UnsafeMutableRawPointer, byteCount: Int, isPadded: Bool,
        release: @escaping @Sendable (UnsafeMutableRawPointer) -> Void
    ) {
        self.pointer = pointer
        self.byteCount = byteCount
        self.isPadded = isPadded
        self.release = release
    }

    /// Memory for `byteCount` bytes and the padding behind them.
    package static func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer {
        .allocate(byteCount: max(byteCount, 64) + 64, alignment: 64)
    }

    /// Stands for memory that is not known yet, or no longer.
    package static let nowhere = Buffer(byteCount: 0)

    /// Memory that somebody else made, such as a mapped file; `release` is called when it is no longer used.
    public convenience init(
        _ pointer: UnsafeMutableRawPointer, byteCount: Int,
        release: @escaping @Sendable (UnsafeMutableRawPointer) -> Void
    ) {
        self.init(pointer, byteCount: byteCount, isPadded: false, release: release)
    }

    deinit { release(pointer) }
}
