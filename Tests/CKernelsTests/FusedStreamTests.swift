// SPDX-License-Identifier: Apache-2.0
import CKernels
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Results that are too large for any cache go past the caches: as large ones as that, and what they are by parts.
@Suite struct FusedStreamTests {
    /// Rows less their greatest element: the result is written by the last of three stages, and read by none.
    private func loop(_ columns: Int) -> FusedLoop {
        let form = CKForm(rawValue: CKLevel.row.rawValue) ?? .vectorVector
        let stages = [(CKLevel.element, 1), (.row, 1), (.element, 2)].map {
            CKStage(level: $0.0, instruction_count: Int32($0.1))
        }
        return FusedLoop(
            instructions: [
                .make(.foldMaximum, form: form, result: 2, a: 0), .make(.negate, result: 2, a: 2),
                .make(.spread, result: 3, a: 2), .make(.add, result: 1, a: 0, b: 3),
            ], operands: [.dense(.float32), .dense(.float32, isOutput: true)], registers: 2,
            columns: columns, stages: stages)
    }

    /// Rows in the middle of a line of the cache, too; the second result begins there.
    @Test(arguments: [64, 100, 3000], [0, 3]) func largeResultsAreThoseOfTheirParts(
        columns: Int, shift: Int
    ) throws {
        let rows = (32 << 20) / 4 / columns + 5, count = rows * columns
        let (x, whole, parts) = (floats(count), floats(count + shift), floats(count + shift))
        defer { for memory in [x, whole, parts] { free(memory) } }
        for index in 0..<count { x[index] = Float(index &* 2_654_435_761 & 0xffff) / 64 - 512 }
        let loop = loop(columns)
        #expect(loop.run([x, whole + shift], count: count, cut: .backwards))
        let half = rows / 2 * columns
        for (first, part) in [(0, half), (half, count - half)] {
            #expect(loop.run([x + first, parts + shift + first], count: part))
        }
        #expect(memcmp(whole + shift, parts + shift, count * 4) == 0)
        for row in [0, rows / 3, rows - 1] {
            let values = UnsafeBufferPointer(start: x + row * columns, count: columns)
            let greatest = try #require(values.max())
            #expect(whole[shift + row * columns + 7] == values[7] - greatest)
        }
    }

    /// A result in the place of its operand is not written past the caches, and is right all the same.
    @Test func largeResultsMayReplaceTheirOperands() {
        let columns = 64, count = (32 << 20) / 4 + columns
        let (x, y) = (floats(count), floats(count))
        defer { for memory in [x, y] { free(memory) } }
        for index in 0..<count { x[index] = Float(index & 0x3ff) }
        #expect(loop(columns).run([x, y], count: count))
        #expect(loop(columns).run([x, x], count: count))
        #expect(memcmp(x, y, count * 4) == 0)
    }

    private func floats(_ count: Int) -> UnsafeMutablePointer<Float> {
        var memory: UnsafeMutableRawPointer?
        guard posix_memalign(&memory, 64, count * 4) == 0, let memory else {
            fatalError("out of memory")
        }
        return memory.bindMemory(to: Float.self, capacity: count)
    }
}
