// SPDX-License-Identifier: Apache-2.0

/// Memory straight from the system, in large pages where it has them.
///
/// A step that walks through an arena of 50 MB touches 12,000 pages of 4 KB, more than a processor remembers the places
/// of, and each is given out with a fault of its own; of pages of 2 MB there are 25. The memory is zero, and pages that
/// nobody touches cost nothing.
package enum LargeMemory {
    /// From so many bytes on it pays: a large page on Linux.
    package static let leastByteCount = 2 << 20

    /// Memory of at least `byteCount` bytes, all zero, aligned to a large page; `nil` if the system has none.
    package static func map(_ byteCount: Int) -> UnsafeMutableRawPointer? {
        let length = wholePages(byteCount)
        // Room to begin where a large page does; what is around it is given back.
        let room = length + leastByteCount
        let flags = MAP_PRIVATE | MAP_ANON
        guard let start = mmap(nil, room, PROT_READ | PROT_WRITE, flags, -1, 0),
            start != MAP_FAILED
        else { return nil }
        let pointer = start.alignedUp(toMultipleOf: leastByteCount)
        let skipped = pointer - start
        if skipped > 0 { munmap(start, skipped) }
        if room - skipped > length { munmap(pointer + length, room - skipped - length) }
        #if os(Linux)
            // A wish: where it is refused, small pages do as well.
            _ = madvise(pointer, length, MADV_HUGEPAGE)
        #endif
        return pointer
    }

    /// Gives back what ``map(_:)`` returned for the same number of bytes.
    package static func unmap(_ pointer: UnsafeMutableRawPointer, _ byteCount: Int) {
        munmap(pointer, wholePages(byteCount))
    }

    private static func wholePages(_ byteCount: Int) -> Int {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        return (byteCount + page - 1) / page * page
    }
}
