// SPDX-License-Identifier: Apache-2.0
import CKernels
import Testing

@Suite struct ReduceTests {
    static let shapes = [
        (1, 10, 1), (32, 10, 1), (1, 32, 10), (3, 300, 5), (2, 5000, 1), (1, 20_000, 7), (4, 0, 3),
    ]

    private func reduce<Result>(
        _ reduction: CKReduction, _ x: [Float], _ shape: (Int, Int, Int), scale: Double = 1,
        parts: Int = 1, zero: Result
    ) -> [Result] {
        let arena = Arena()
        defer { arena.free() }
        let count = shape.0 * shape.2
        let result = arena.copy([Result](repeating: zero, count: count))
        var description = CKReduceDescription(
            reduction: reduction, type: .float32, outer: Int64(shape.0), reduced: Int64(shape.1),
            inner: Int64(shape.2), scale: scale, source: arena.copy(x), destination: result,
            parts: Int64(parts), partials: arena.space(parts * count * 4), is_wide: false)
        #expect(ck_reduce_is_supported(&description))
        #expect(Cut.whole.run(ck_reduce_run, on: description, units: ck_reduce_units(&description)))
        if parts > 1 {
            let units = ck_reduce_combine_units(&description)
            #expect(Cut.whole.run(ck_reduce_combine_run, on: description, units: units))
        }
        return (0..<count).map { result[$0] }
    }

    private func columns(_ x: [Float], _ shape: (Int, Int, Int)) -> [[Float]] {
        (0..<(shape.0 * shape.2)).map { place in
            let (outer, inner) = (place / shape.2, place % shape.2)
            return (0..<shape.1).map { x[(outer * shape.1 + $0) * shape.2 + inner] }
        }
    }

    @Test(arguments: shapes, [1, 4, 13])
    func foldsTheMiddleAxis(shape: (Int, Int, Int), parts: Int) {
        let x = scrambled(shape.0 * shape.1 * shape.2)
        let sums = reduce(.sum, x, shape, parts: parts, zero: Float(9))
        let means = reduce(.sum, x, shape, scale: 0.25, parts: parts, zero: Float(9))
        let maxima = reduce(.maximum, x, shape, parts: parts, zero: Float(9))
        let minima = reduce(.minimum, x, shape, parts: parts, zero: Float(9))
        for (place, column) in columns(x, shape).enumerated() {
            let exact = column.reduce(0.0) { $0 + Double($1) }
            #expect(abs(Double(sums[place]) - exact) < 2e-4)
            #expect(abs(Double(means[place]) - exact / 4) < 1e-4)
            #expect(maxima[place] == (column.max() ?? -.infinity))
            #expect(minima[place] == (column.min() ?? .infinity))
        }
    }

    @Test(arguments: shapes.filter { $0.1 > 0 })
    func findsTheFirstExtremum(shape: (Int, Int, Int)) {
        let x = scrambled(shape.0 * shape.1 * shape.2).map { ($0 * 8).rounded() }
        let greatest = reduce(.indexOfMaximum, x, shape, zero: Int64(-1))
        let least = reduce(.indexOfMinimum, x, shape, zero: Int64(-1))
        for (place, column) in columns(x, shape).enumerated() {
            #expect(Int(greatest[place]) == column.firstIndex(of: column.max() ?? 0))
            #expect(Int(least[place]) == column.firstIndex(of: column.min() ?? 0))
        }
    }

    @Test func notANumberWins() {
        let x: [Float] = [1, .nan, 3, .nan, 5, 6] + [Float](repeating: 1, count: 94)
        #expect(reduce(.maximum, x, (1, 100, 1), zero: Float(0))[0].isNaN)
        #expect(reduce(.minimum, x, (1, 50, 2), zero: Float(0)).map(\.isNaN) == [false, true])
        #expect(reduce(.indexOfMaximum, x, (1, 100, 1), zero: Int64(0)) == [1])
        #expect(reduce(.product, [2, 3, 4], (1, 3, 1), zero: Float(0)) == [24])
    }

    @Test func anIndexHasNoParts() {
        var description = CKReduceDescription()
        (description.outer, description.reduced, description.inner) = (1, 9, 1)
        description.parts = 3
        #expect(ck_reduce_is_supported(&description))
        description.reduction = .indexOfMaximum
        #expect(!ck_reduce_is_supported(&description))
        description.type = .bool
        (description.reduction, description.parts) = (.sum, 1)
        #expect(!ck_reduce_is_supported(&description))
    }

    @Test func runningSumsGoBothWays() {
        let x: [Int32] = [1, 2, 3, 4, 5, 6]
        for (isReversed, expected) in [
            (false, [1, 2, 4, 6, 9, 12]), (true, [9, 12, 8, 10, 5, 6]),
        ] {
            var y = [Int32](repeating: 0, count: 6)
            x.withUnsafeBytes { x in
                y.withUnsafeMutableBytes { y in
                    var cumulate = CKCumulate(
                        type: .int32, is_reversed: isReversed, outer: 1, size: 3, inner: 2,
                        source: x.baseAddress, destination: y.baseAddress)
                    let units = ck_cumulate_units(&cumulate)
                    #expect(Cut.whole.run(ck_cumulate_run, on: cumulate, units: units))
                }
            }
            #expect(y == expected.map(Int32.init))
        }
    }
}
