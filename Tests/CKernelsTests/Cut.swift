// SPDX-License-Identifier: Apache-2.0
import CKernels

/// What a kernel has for ranges of its units.
typealias Kernel = (UnsafeMutableRawPointer?, Int64, Int64, Int32) -> Int32

/// Ways to do the units of a kernel: what it writes must be the same in all, bit for bit.
enum Cut: CaseIterable {
    /// All units in one range.
    case whole
    /// Unit by unit, the last first, on another thread's lane each time.
    case backwards
    /// Ranges of 1, 2, 3, … units; the even ones first.
    case uneven

    func ranges(of units: Int64) -> [Range<Int64>] {
        switch self {
        case .whole: return [0..<units]
        case .backwards: return (0..<units).reversed().map { $0..<($0 + 1) }
        case .uneven:
            var ranges: [Range<Int64>] = []
            while let begin = ranges.isEmpty ? 0 : ranges.last?.upperBound, begin < units {
                ranges.append(begin..<min(units, begin + Int64(ranges.count) + 1))
            }
            let numbered = ranges.enumerated()
            return numbered.filter { $0.offset % 2 == 0 }.map(\.element)
                + numbered.filter { $0.offset % 2 == 1 }.map(\.element)
        }
    }

    /// Runs a kernel; false if a range fails.
    @discardableResult
    func run(_ kernel: Kernel, _ context: UnsafeMutableRawPointer?, units: Int64) -> Bool {
        for (index, range) in ranges(of: units).enumerated() {
            let lane = Int32(index % Self.lanes)
            guard kernel(context, range.lowerBound, range.upperBound, lane) == 0 else {
                return false
            }
        }
        return true
    }

    /// Runs a kernel whose context is a structure.
    @discardableResult
    func run<Context>(_ kernel: Kernel, on context: Context, units: Int64) -> Bool {
        var context = context
        return withUnsafeMutablePointer(to: &context) { run(kernel, $0, units: units) }
    }

    static let lanes = 3

    /// Memory that a kernel fills under each cut, and what it held before: bytes that are left out
    /// differ from cut to cut.
    static func results(
        byteCount: Int, _ fill: (Cut, UnsafeMutableRawPointer) -> Void
    ) -> [[UInt8]] {
        allCases.enumerated().map { index, cut in
            var memory = [UInt8](repeating: UInt8(0x55 + index), count: byteCount)
            memory.withUnsafeMutableBytes { bytes in
                if let base = bytes.baseAddress { fill(cut, base) }
            }
            return memory
        }
    }
}

/// Memory that stays where it is until `free()`.
final class Arena {
    private var blocks: [UnsafeMutableRawPointer] = []

    func copy<Element>(_ elements: [Element]) -> UnsafeMutablePointer<Element> {
        let block = space(elements.count * MemoryLayout<Element>.stride)
        return elements.withUnsafeBufferPointer { elements in
            let typed = block.bindMemory(to: Element.self, capacity: elements.count)
            if let base = elements.baseAddress {
                typed.initialize(from: base, count: elements.count)
            }
            return typed
        }
    }

    /// Bytes that nobody has set to zero.
    func space(_ byteCount: Int) -> UnsafeMutableRawPointer {
        let block = UnsafeMutableRawPointer.allocate(byteCount: max(byteCount, 1), alignment: 64)
        block.initializeMemory(as: UInt8.self, repeating: 0xA5, count: byteCount)
        blocks.append(block)
        return block
    }

    func free() {
        for block in blocks { block.deallocate() }
        blocks = []
    }
}
