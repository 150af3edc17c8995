// SPDX-License-Identifier: Apache-2.0
import CKernels
import Testing

@Suite struct FusedRowsTests {
    /// The last two are large enough for blocks to look ahead.
    static let shapes = [
        (1, 10), (31, 10), (100, 64), (5, 1023), (5, 1024), (5, 1025), (7, 3000), (300, 1000),
        (40, 5000),
    ]

    private static func stage(_ level: CKLevel, _ count: Int32) -> CKStage {
        CKStage(level: level, instruction_count: count)
    }

    private static func fold(
        _ operation: CKOperation, to level: CKLevel, _ result: UInt8, _ a: UInt8
    )
        -> CKInstruction
    {
        .make(
            operation, form: CKForm(rawValue: level.rawValue) ?? .vectorVector, result: result, a: a
        )
    }

    /// Rows less their greatest element, as parts of their sum: three stages on elements, one on rows between.
    @Test(arguments: shapes) func rowsAreFoldedAndSpread(rows: Int, columns: Int) {
        let loop = FusedLoop(
            instructions: [
                Self.fold(.foldMaximum, to: .row, 2, 0), .make(.spread, result: 4, a: 2),
                .make(.subtract, result: 1, a: 0, b: 4), Self.fold(.foldSum, to: .row, 3, 1),
                .make(.reciprocal, result: 3, a: 3), .make(.spread, result: 4, a: 3),
                .make(.multiply, result: 1, a: 1, b: 4),
            ], operands: [.dense(.float32), .dense(.float32, isOutput: true)], registers: 3,
            columns: columns,
            stages: [
                Self.stage(.element, 1), Self.stage(.element, 3), Self.stage(.row, 1),
                Self.stage(.element, 2),
            ])
        let x = scrambled(rows * columns)
        let expected = (0..<rows).flatMap { row -> [Float] in
            let values = x[(row * columns)..<((row + 1) * columns)]
            let greatest = values.max() ?? 0
            let sum = values.reduce(0.0) { $0 + Double($1 - greatest) }
            return values.map { Float(Double($0 - greatest) / sum) }
        }
        let results = Cut.results(byteCount: x.count * 4) { cut, y in
            var x = x
            #expect(
                x.withUnsafeMutableBytes {
                    loop.run([$0.baseAddress, y], count: rows * columns, cut: cut)
                })
            let found = y.assumingMemoryBound(to: Float.self)
            let wrong = expected.indices.count { abs(found[$0] - expected[$0]) > 1e-6 }
            #expect(wrong == 0, "\(cut)")
        }
        #expect(results.allSatisfy { $0 == results[0] })
    }

    /// Sums of columns, twice their squares' sums, and the sum of all; the parts are a property of the problem.
    @Test(arguments: shapes, [1, 4]) func columnsAndTotalsAreFolded(shape: (Int, Int), parts: Int) {
        let (rows, columns) = shape
        let isLong = columns > 1024
        let loop = FusedLoop(
            instructions: [
                Self.fold(.foldSum, to: .column, 1, 0), .make(.square, result: 4, a: 0),
                Self.fold(.foldSum, to: .column, 5, 4), Self.fold(.foldSum, to: .total, 3, 0),
                .make(.add, result: 2, a: 5, b: 5),
            ],
            operands: [
                .dense(.float32), .init(type: .float32, isOutput: true, level: .column),
                .init(type: .float32, isOutput: true, level: .column),
                .init(type: .float32, isOutput: true, level: .total),
            ], registers: 2, columns: columns,
            stages: [Self.stage(.element, 4), Self.stage(.column, 1)], wide: isLong ? 1 : 0,
            parts: Int64(min(parts, (rows * columns + 1023) / 1024)))
        let x = scrambled(rows * columns)
        let sums = (0..<columns).map { j in (0..<rows).map { Double(x[$0 * columns + j]) } }
        let expected =
            sums.map { $0.reduce(0, +) } + sums.map { $0.reduce(0) { $0 + 2 * $1 * $1 } }
            + [sums.joined().reduce(0, +)]
        let results = Cut.results(byteCount: expected.count * 4) { cut, y in
            var x = x
            let pointers = [0, columns, 2 * columns].map { Optional(y + $0 * 4) }
            #expect(
                x.withUnsafeMutableBytes {
                    loop.run([$0.baseAddress] + pointers, count: rows * columns, cut: cut)
                })
            let found = y.assumingMemoryBound(to: Float.self)
            let wrong = expected.indices.count { abs(Double(found[$0]) - expected[$0]) > 2e-4 }
            #expect(wrong == 0, "\(cut)")
        }
        #expect(results.allSatisfy { $0 == results[0] })
    }

    @Test(arguments: [3, 20, 200, 1000]) func nothingHidesANumberThatIsNone(columns: Int) {
        var x = scrambled(4 * columns)
        x[columns / 2] = .nan
        x[columns] = -.infinity
        x[3 * columns - 1] = .infinity
        var (extremes, places) = ([Float](repeating: 0, count: 4), [Int64](repeating: -1, count: 4))
        let loop = FusedLoop(
            instructions: [
                Self.fold(.foldMaximum, to: .row, 1, 0),
                Self.fold(.foldIndexOfMaximum, to: .row, 2, 0),
            ],
            operands: [
                .dense(.float32), .init(type: .float32, isOutput: true, level: .row),
                .init(type: .int64, isOutput: true, level: .row),
            ], columns: columns, stages: [Self.stage(.element, 2)])
        let ran = x.withUnsafeMutableBytes { x in
            extremes.withUnsafeMutableBytes { extremes in
                places.withUnsafeMutableBytes { places in
                    loop.run(
                        [x.baseAddress, extremes.baseAddress, places.baseAddress],
                        count: 4 * columns)
                }
            }
        }
        #expect(ran && extremes[0].isNaN && places[0] == Int64(columns / 2))
        for row in 1..<4 {
            let values = Array(x[(row * columns)..<((row + 1) * columns)])
            #expect(extremes[row] == values.max())
            #expect(places[row] == values.firstIndex(of: extremes[row]).map(Int64.init))
        }
    }

    @Test func malformedStagesAreRefused() {
        var loop = FusedLoop(
            instructions: [Self.fold(.foldSum, to: .row, 1, 0)],
            operands: [.dense(.float32), .init(type: .float32, isOutput: true, level: .row)])
        #expect(loop.makeCode() == nil)
        (loop.columns, loop.stages) = (4, [Self.stage(.element, 2)])
        #expect(loop.makeCode() == nil)
        loop.stages = [Self.stage(.column, 1)]
        #expect(loop.makeCode() == nil)
        loop.stages = [Self.stage(.total, 0), Self.stage(.element, 1)]
        #expect(loop.makeCode() == nil)
    }

    /// Sixteen rows at a time; their results lie where the first row was, which is read again if a number is none.
    @Test(arguments: [16, 64, 80, 512]) func groupsOfRowsMayBeOverwritten(columns: Int) {
        let rows = 37
        var x = scrambled(rows * columns)
        x[5 * columns + 3] = .nan
        x[20 * columns] = .infinity
        let loop = FusedLoop(
            instructions: [
                .make(.negate, result: 2, a: 0), Self.fold(.foldMinimum, to: .row, 2, 2),
                .make(.negate, result: 1, a: 2),
            ], operands: [.dense(.float32), .init(type: .float32, isOutput: true, level: .row)],
            registers: 1, columns: columns, stages: [Self.stage(.element, 2), Self.stage(.row, 1)])
        let results = Cut.results(byteCount: rows * 4) { cut, y in
            var x = x
            #expect(
                x.withUnsafeMutableBytes {
                    loop.run([$0.baseAddress, y], count: rows * columns, cut: cut)
                })
            let found = y.assumingMemoryBound(to: Float.self)
            for row in 0..<rows where row != 5 {
                #expect(found[row] == x[(row * columns)..<((row + 1) * columns)].max(), "\(row)")
            }
            #expect(found[5].isNaN)
        }
        #expect(results.allSatisfy { $0 == results[0] })
    }
}
