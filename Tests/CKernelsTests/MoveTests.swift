// SPDX-License-Identifier: Apache-2.0
import CKernels
import Testing

@Suite struct MoveTests {
    struct Case: Sendable {
        let sizes: [Int]
        let strides: [Int]
        var start = 0
    }

    static let cases = [
        Case(sizes: [3, 4], strides: [1, 3]), Case(sizes: [70, 33], strides: [1, 70]),
        Case(sizes: [2, 3, 40, 50], strides: [6000, 1, 150, 3]), Case(sizes: [], strides: []),
        Case(sizes: [5, 6], strides: [-6, -1], start: 29),
        Case(sizes: [4, 1, 7], strides: [0, 9, 1]),
        Case(sizes: [4, 7], strides: [1, 0]), Case(sizes: [0, 7], strides: [7, 1]),
        Case(sizes: [2, 2, 2, 2, 2, 2, 2, 2], strides: [1, 2, 4, 8, 16, 32, 64, 128]),
        Case(sizes: [4, 5], strides: [20, 2], start: 3),
    ]

    @Test(arguments: cases) func copiesWithStrides(_ given: Case) throws {
        let arena = Arena()
        defer { arena.free() }
        let count = given.sizes.reduce(1, *)
        let source = arena.copy((0..<12_000).map { UInt32($0) })
        let copied = arena.copy([UInt32](repeating: .max, count: max(count, 1)))
        var description = CKCopyDescription(
            rank: Int64(given.sizes.count), dimensions: arena.copy(given.dimensions),
            element_size: 4, source: source + given.start, destination: copied)
        let copy = try #require(ck_copy_create(&description))
        #expect(
            Cut.whole.run(ck_copy_run, UnsafeMutableRawPointer(copy), units: ck_copy_units(copy)))
        ck_copy_destroy(copy)
        for flat in 0..<count {
            var (rest, offset) = (flat, given.start)
            for axis in given.sizes.indices.reversed() {
                offset += rest % given.sizes[axis] * given.strides[axis]
                rest /= given.sizes[axis]
            }
            #expect(copied[flat] == source[offset])
        }
    }

    @Test func aCopyOfTooManyDimensionsIsRefused() {
        let arena = Arena()
        defer { arena.free() }
        let strides = (0..<12).map { 1 << $0 }
        for (strides, isPossible) in [(strides, false), (strides.reversed(), true)] {
            let given = Case(sizes: [Int](repeating: 2, count: 12), strides: strides)
            var description = CKCopyDescription(
                rank: 12, dimensions: arena.copy(given.dimensions), element_size: 4, source: nil,
                destination: nil)
            let copy = ck_copy_create(&description)
            #expect((copy != nil) == isPossible)
            ck_copy_destroy(copy)
        }
    }

    @Test(arguments: [([2, 0, -1], -1), ([0, 4, 1], 1), ([3, -4, -5], 2)] as [([Int32], Int64)])
    func foreignIndicesAreFound(indices: [Int32], position: Int64) {
        for type in [CKType.int32, .int64] {
            let arena = Arena()
            defer { arena.free() }
            let narrow = UnsafeRawPointer(arena.copy(indices))
            let wide = UnsafeRawPointer(arena.copy(indices.map(Int64.init)))
            var check = CKCheckIndices(
                indices: type == .int32 ? narrow : wide, index_type: type, count: 3, size: 4,
                failed: 7)
            let status = ck_check_indices_run(&check, 0, 1, 0)
            #expect(status == (position < 0 ? 0 : CKStatus.indexOutOfRange.rawValue))
            #expect(check.failed == position)
        }
    }

    @Test func gathersRows() {
        let source: [Float] = (0..<12).map(Float.init)
        let indices: [Int32] = [2, 0, -1]
        var rows = [Float](repeating: 0, count: 9)
        source.withUnsafeBytes { source in
            indices.withUnsafeBytes { indices in
                rows.withUnsafeMutableBytes { rows in
                    let gather = CKGather(
                        outer: 1, size: 4, count: 3, inner_bytes: 12, source: source.baseAddress,
                        indices: indices.baseAddress, index_type: .int32,
                        destination: rows.baseAddress)
                    #expect(Cut.whole.run(ck_gather_run, on: gather, units: 3))
                }
            }
        }
        #expect(rows == [6, 7, 8, 0, 1, 2, 9, 10, 11])
    }

    @Test func scattersAndTakesAlong() {
        let arena = Arena()
        defer { arena.free() }
        let sums = arena.copy([Double](repeating: 9, count: 6))
        var scatter = CKScatter(
            type: .float64, index_type: .int64, outer: 1, size: 3, count: 3, inner: 2,
            updates: arena.copy([1, 2, 3, 4, 5, 6] as [Double]),
            indices: arena.copy([2, 0, 2] as [Int64]), destination: sums)
        #expect(Cut.whole.run(ck_scatter_run, on: scatter, units: ck_scatter_units(&scatter)))
        #expect((0..<6).map { sums[$0] } == [3, 4, 0, 0, 6, 8])
        for isScatter in [false, true] {
            let source: [Float] = isScatter ? [10, 20] : [0, 1, 2, 3, 4, 5]
            let result = arena.copy([Float](repeating: 7, count: isScatter ? 6 : 2))
            var along = CKAlong(
                type: .float32, index_type: .int64, is_scatter: isScatter, outer: 2, size: 3,
                count: 1, inner: 1, source: arena.copy(source),
                indices: arena.copy([1, -1] as [Int64]), destination: result)
            #expect(Cut.whole.run(ck_along_run, on: along, units: ck_along_units(&along)))
            let expected: [Float] = isScatter ? [0, 10, 0, 0, 0, 20] : [1, 5]
            #expect(expected.indices.map { result[$0] } == expected)
        }
    }

    @Test func rowsOfBytesAreScaled() {
        let arena = Arena()
        defer { arena.free() }
        let rows = arena.copy([Float](repeating: 0, count: 4))
        let gather = CKGatherBytes(
            size: 3, count: 2, inner: 2,
            source: arena.copy([0, 255, 51, 102, 7, 9] as [UInt8]),
            indices: arena.copy([1, 0] as [Int64]), scale: 1 / 255, shift: 0, destination: rows)
        #expect(Cut.whole.run(ck_gather_bytes_run, on: gather, units: 2))
        for (index, value) in ([0.2, 0.4, 0, 1] as [Float]).enumerated() {
            #expect(abs(rows[index] - value) < 1e-6)
        }
    }
}

extension MoveTests.Case {
    /// Of a copy to a dense array.
    var dimensions: [CKCopyDimension] {
        var dense = 1
        var result: [CKCopyDimension] = []
        for axis in sizes.indices.reversed() {
            result.append(
                CKCopyDimension(
                    size: Int64(sizes[axis]), source_stride: Int64(strides[axis]),
                    destination_stride: Int64(dense)))
            dense *= sizes[axis]
        }
        return result.reversed()
    }
}
