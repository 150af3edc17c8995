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

    @Test(arguments: cases) func copiesWithStrides(_ given: Case) {
        let source = (0..<12_000).map { UInt32($0) }
        let count = given.sizes.reduce(1, *)
        var copied = [UInt32](repeating: .max, count: max(count, 1))
        var description = CKCopyDescription()
        description.rank = Int32(given.sizes.count)
        description.element_size = 4
        var dense = 1
        var denseStrides = given.sizes
        for axis in given.sizes.indices.reversed() {
            denseStrides[axis] = dense
            dense *= given.sizes[axis]
        }
        store(given.sizes, in: &description.sizes)
        store(given.strides, in: &description.source_strides)
        store(denseStrides, in: &description.destination_strides)
        source.withUnsafeBytes { source in
            copied.withUnsafeMutableBytes { copied in
                description.source = source.baseAddress.map { $0 + given.start * 4 }
                description.destination = copied.baseAddress
                let copy = ck_copy_create(&description)
                #expect(copy != nil)
                #expect(ck_copy_run(UnsafeMutableRawPointer(copy)) == 0)
                ck_copy_destroy(copy)
            }
        }
        for flat in 0..<count {
            var (rest, offset) = (flat, given.start)
            for axis in given.sizes.indices.reversed() {
                offset += rest % given.sizes[axis] * given.strides[axis]
                rest /= given.sizes[axis]
            }
            #expect(copied[flat] == source[offset])
        }
    }

    @Test func gathersRowsAndRefusesForeignIndices() {
        let source: [Float] = (0..<12).map(Float.init)
        for (indices, expected) in [([2, 0, -1], 0), ([0, 4, 1], 1)] as [([Int32], Int)] {
            var rows = [Float](repeating: 0, count: 9)
            var gather = CKGather()
            source.withUnsafeBytes { source in
                indices.withUnsafeBytes { indices in
                    rows.withUnsafeMutableBytes { rows in
                        gather = CKGather(
                            outer: 1, size: 4, count: 3, inner_bytes: 12,
                            source: source.baseAddress, indices: indices.baseAddress,
                            index_type: .int32, destination: rows.baseAddress, team: CKTeam(),
                            failed: -1)
                        let status = ck_gather_run(&gather)
                        #expect(status == (expected == 0 ? 0 : CKStatus.indexOutOfRange.rawValue))
                    }
                }
            }
            if expected == 0 {
                #expect(rows == [6, 7, 8, 0, 1, 2, 9, 10, 11])
            } else {
                #expect(gather.failed == 1)
            }
        }
    }

    @Test func scattersAndTakesAlong() {
        var sums = [Double](repeating: 9, count: 6)
        let updates: [Double] = [1, 2, 3, 4, 5, 6]
        let indices: [Int64] = [2, 0, 2]
        updates.withUnsafeBytes { updates in
            indices.withUnsafeBytes { indices in
                sums.withUnsafeMutableBytes { sums in
                    var scatter = CKScatter(
                        type: .float64, index_type: .int64, outer: 1, size: 3, count: 3, inner: 2,
                        updates: updates.baseAddress, indices: indices.baseAddress,
                        destination: sums.baseAddress, team: CKTeam(), failed: -1)
                    #expect(ck_scatter_run(&scatter) == 0)
                }
            }
        }
        #expect(sums == [3, 4, 0, 0, 6, 8])
        for isScatter in [false, true] {
            let source: [Float] = isScatter ? [10, 20] : [0, 1, 2, 3, 4, 5]
            let along: [Int64] = [1, -1]
            var result = [Float](repeating: 7, count: isScatter ? 6 : 2)
            source.withUnsafeBytes { source in
                along.withUnsafeBytes { along in
                    result.withUnsafeMutableBytes { result in
                        var step = CKAlong(
                            type: .float32, index_type: .int64, is_scatter: isScatter, outer: 2,
                            size: 3, count: 1, inner: 1, source: source.baseAddress,
                            indices: along.baseAddress, destination: result.baseAddress, failed: -1)
                        #expect(ck_along_run(&step) == 0)
                    }
                }
            }
            #expect(result == (isScatter ? [0, 10, 0, 0, 0, 20] : [1, 5]))
        }
    }

    @Test func rowsOfBytesAreScaled() {
        let pixels: [UInt8] = [0, 255, 51, 102, 7, 9]
        var rows = [Float](repeating: 0, count: 4)
        pixels.withUnsafeBufferPointer { pixels in
            rows.withUnsafeMutableBufferPointer { rows in
                var gather = CKGatherBytes(
                    size: 3, count: 2, inner: 2, source: pixels.baseAddress, indices: nil,
                    scale: 1 / 255, shift: 0, destination: rows.baseAddress, team: CKTeam(),
                    failed: -1)
                [Int64(1), 0].withUnsafeBufferPointer { indices in
                    gather.indices = indices.baseAddress
                    #expect(ck_gather_bytes_run(&gather) == 0)
                }
            }
        }
        #expect(zip(rows, [0.2, 0.4, 0, 1] as [Float]).allSatisfy { abs($0 - $1) < 1e-6 })
    }
}
