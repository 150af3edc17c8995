// SPDX-License-Identifier: Apache-2.0
private import MartletSystem

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
        let memory = Self.allocate(byteCount)
        if !memory.isZero {
            memory.pointer.initializeMemory(as: UInt8.self, repeating: 0, count: max(byteCount, 64))
        }
        self.init(memory, byteCount: byteCount)
    }

    /// Memory of `byteCount` bytes whose contents are whatever they are: for who writes all of it.
    package convenience init(uninitialized byteCount: Int) {
        self.init(Self.allocate(byteCount), byteCount: byteCount)
    }

    private convenience init(_ memory: Allocation, byteCount: Int) {
        self.init(memory.pointer, byteCount: byteCount, isPadded: true) { _ in memory.free() }
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

    /// Memory of the system, until it is given back.
    ///
    /// `@unchecked Sendable`: it is an address; whoever uses the memory is its only user.
    package struct Allocation: @unchecked Sendable {
        package let pointer: UnsafeMutableRawPointer
        /// Bytes in large pages; 0 where the memory is of the heap.
        fileprivate let mapped: Int

        /// Whether all its bytes are zero.
        fileprivate var isZero: Bool { mapped > 0 }

        /// Gives it back; once.
        package func free() {
            if mapped > 0 { LargeMemory.unmap(pointer, mapped) } else { pointer.deallocate() }
        }
    }

    /// Memory for `byteCount` bytes and the padding behind them.
    package static func allocate(_ byteCount: Int) -> Allocation {
        let padded = max(byteCount, 64) + 64
        if padded >= LargeMemory.leastByteCount, let pointer = LargeMemory.map(padded) {
            return Allocation(pointer: pointer, mapped: padded)
        }
        return Allocation(pointer: .allocate(byteCount: padded, alignment: 64), mapped: 0)
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
