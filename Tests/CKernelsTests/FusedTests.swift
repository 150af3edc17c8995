// SPDX-License-Identifier: Apache-2.0
import CKernels
import Testing

@Suite struct FusedTests {
    @Test(arguments: [1, 15, 1024, 1025, 40_000], [Int32(1), 3])
    func adamUpdatesInPlace(count: Int, segments: Int32) {
        var p = scrambled(count)
        var m = p.map { $0 * 0.5 }
        var v = p.map { $0 * $0 }
        var g = p.map { 0.3 - $0 }
        let expected = (0..<count).map { i -> (Float, Float, Float) in
            let mean = 0.9 * m[i] + 0.1 * g[i]
            let variance = 0.999 * v[i] + 0.001 * (g[i] * g[i])
            return (p[i] - 0.01 * mean / (variance.squareRoot() + 1e-7), mean, variance)
        }
        let loop = FusedLoop(
            instructions: [
                .make(.blend, result: 1, a: 1, b: 3, s: 0, t: 1),
                .make(.blendSquare, result: 2, a: 2, b: 3, s: 2, t: 3),
                .make(.rootStep, result: 0, a: 0, b: 1, c: 2, s: 4, t: 5),
            ],
            operands: (0..<4).map { .dense(.float32, isOutput: $0 < 3) },
            constants: [0.9, 0.1, 0.999, 0.001, 0.01, 1e-7])
        let ran = p.withUnsafeMutableBytes { p in
            m.withUnsafeMutableBytes { m in
                v.withUnsafeMutableBytes { v in
                    g.withUnsafeMutableBytes { g in
                        let bases = [p.baseAddress, m.baseAddress, v.baseAddress, g.baseAddress]
                        let parts = (0..<Int(segments)).map { part in
                            let (first, last) = (
                                count * part / Int(segments), count * (part + 1) / Int(segments)
                            )
                            return (bases.map { $0.map { $0 + first * 4 } }, last - first)
                        }
                        return loop.run(segments: parts)
                    }
                }
            }
        }
        #expect(ran)
        for i in 0..<count {
            #expect(abs(p[i] - expected[i].0) < 2e-6)
            #expect(abs(m[i] - expected[i].1) < 1e-6)
            #expect(abs(v[i] - expected[i].2) < 1e-6)
        }
    }

    /// x[i, j] · row[j] + column[i], with bytes as the row: three ways to read.
    @Test(arguments: [(3, 4), (32, 10), (7, 1500), (2000, 3)])
    func broadcastsAndConverts(rows: Int, columns: Int) {
        var x = scrambled(rows * columns)
        var row = (0..<columns).map { UInt8($0 % 200) }
        var column = scrambled(rows)
        var y = [Double](repeating: 0, count: rows * columns)
        let loop = FusedLoop(
            instructions: [.make(.multiplyAdd, result: 3, a: 0, b: 1, c: 2)],
            operands: [
                .dense(.float32), .strided(.uInt8, [rows, columns], [0, 1]),
                .strided(.float32, [rows, columns], [1, 0]), .dense(.float64, isOutput: true),
            ])
        let ran = x.withUnsafeMutableBytes { x in
            row.withUnsafeMutableBytes { row in
                column.withUnsafeMutableBytes { column in
                    y.withUnsafeMutableBytes { y in
                        loop.run(
                            [x.baseAddress, row.baseAddress, column.baseAddress, y.baseAddress],
                            count: rows * columns)
                    }
                }
            }
        }
        #expect(ran)
        for i in 0..<(rows * columns) {
            let expected = Double(x[i]) * Double(row[i % columns]) + Double(column[i / columns])
            #expect(abs(y[i] - expected) < 1e-4)
        }
    }

    @Test func writesTransposedAndReadsScalarsFromMemory() {
        var x: [Float] = (0..<12).map(Float.init)
        var y = [Float](repeating: -1, count: 12)
        var scale: Int32 = 10
        let loop = FusedLoop(
            instructions: [.make(.multiply, form: .vectorScalar, result: 1, a: 0, b: 0)],
            operands: [.dense(.float32), .strided(.float32, [3, 4], [1, 3], isOutput: true)],
            scalarTypes: [.int32])
        let ran = x.withUnsafeMutableBytes { x in
            y.withUnsafeMutableBytes { y in
                withUnsafeMutableBytes(of: &scale) { scale in
                    loop.run([x.baseAddress, y.baseAddress, scale.baseAddress], count: 12)
                }
            }
        }
        #expect(ran)
        for i in 0..<3 { for j in 0..<4 { #expect(y[j * 3 + i] == Float(10 * (i * 4 + j))) } }
    }

    @Test func integersWrapAndHalvesRound() {
        var x: [Int32] = [2_147_483_647, -5, 7]
        var wrapped: [Int32] = [0, 0, 0]
        var parity: [Bool] = [false, false, false]
        let loop = FusedLoop(
            type: .int64,
            instructions: [
                .make(.add, form: .vectorScalar, result: 1, a: 0, b: 0),
                .make(.modulo, form: .vectorScalar, result: 3, a: 0, b: 1),
                .make(.equal, form: .vectorScalar, result: 2, a: 3, b: 0),
            ],
            operands: [
                .dense(.int32), .dense(.int32, isOutput: true), .dense(.bool, isOutput: true),
            ],
            registers: 1, constants: [1, 2])
        let ran = x.withUnsafeMutableBytes { x in
            wrapped.withUnsafeMutableBytes { wrapped in
                parity.withUnsafeMutableBytes { parity in
                    loop.run([x.baseAddress, wrapped.baseAddress, parity.baseAddress], count: 3)
                }
            }
        }
        #expect(ran)
        #expect(wrapped == [-2_147_483_648, -4, 8])
        #expect(parity == [true, true, true])
        #expect(FusedLoop.apply(.toBfloat16, [1.00390625, 3, .infinity]) == [1, 3, .infinity])
        #expect(
            FusedLoop.apply(.toFloat16, [65519, 65520, 0x1p-24, 0x1p-26]) == [
                65504, .infinity, 0x1p-24, 0,
            ])
    }

    @Test func aMalformedProgramIsRefused() {
        let loop = FusedLoop(
            instructions: [.make(.add, result: 9, a: 0, b: 1)],
            operands: [.dense(.float32), .dense(.float32, isOutput: true)])
        #expect(!loop.run([nil, nil], count: 0))
        let form = FusedLoop(
            instructions: [.make(.exp, form: .scalarVector, result: 1, a: 0)],
            operands: [.dense(.float32), .dense(.float32, isOutput: true)])
        #expect(!form.run([nil, nil], count: 0))
        let several = FusedLoop(
            instructions: [.make(.copy, result: 1, a: 0)],
            operands: [.strided(.float32, [2, 3], [1, 2]), .dense(.float32, isOutput: true)])
        #expect(!several.run(segments: [([nil, nil], 0), ([nil, nil], 0)]))
    }

    /// Twelve dimensions that lie as one, as two, and that no loop has room for.
    @Test func dimensionsThatLieAlikeBecomeOne() throws {
        let sizes = [Int](repeating: 2, count: 12)
        let dense = (0..<12).map { 1 << (11 - $0) }
        let halves = Array(dense[6...] + dense[..<6])
        var x = scrambled(4096)
        for (strides, isTransposed) in [(dense, false), (halves, true)] {
            var y = [Float](repeating: 0, count: 4096)
            let loop = FusedLoop(
                instructions: [.make(.negate, result: 1, a: 0)],
                operands: [
                    .strided(.float32, sizes, strides), .dense(.float32, isOutput: true),
                ])
            let ran = x.withUnsafeMutableBytes { x in
                y.withUnsafeMutableBytes { loop.run([x.baseAddress, $0.baseAddress], count: 4096) }
            }
            #expect(ran)
            #expect(y == (0..<4096).map { -x[isTransposed ? $0 % 64 * 64 + $0 / 64 : $0] })
        }
        let scattered = FusedLoop(
            instructions: [.make(.negate, result: 1, a: 0)],
            operands: [
                .strided(.float32, sizes, dense.reversed()), .dense(.float32, isOutput: true),
            ])
        #expect(scattered.makeCode() == nil)
    }

    @Test func codeSaysWhatItCosts() throws {
        let cheap = FusedLoop(
            instructions: [.make(.negate, result: 1, a: 0)],
            operands: [.dense(.float32), .dense(.float32, isOutput: true)])
        var dear = cheap
        dear.instructions = [.make(.power, result: 1, a: 0, b: 0)]
        let codes = [try #require(cheap.makeCode()), try #require(dear.makeCode())]
        defer { for code in codes { ck_fused_code_destroy(code) } }
        #expect(ck_fused_code_nanoseconds(codes[1]) > 10 * ck_fused_code_nanoseconds(codes[0]))
        #expect(ck_fused_code_tile(codes[0]) == 1024)
        let loop = try #require(ck_fused_create(codes[0], 2))
        defer { ck_fused_destroy(loop) }
        let pointers: [UnsafeMutableRawPointer?] = [nil, nil]
        ck_fused_set_segment(loop, 0, pointers, 1025, 1)
        ck_fused_set_segment(loop, 1, pointers, 975, 1)
        #expect(ck_fused_units(loop) == 3)
        let expected = 2000 * ck_fused_code_nanoseconds(codes[0])
        #expect(abs(ck_fused_nanoseconds(loop) - expected) < 1e-6)
    }
}
