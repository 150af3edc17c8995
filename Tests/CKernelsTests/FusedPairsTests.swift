// SPDX-License-Identifier: Apache-2.0
import CKernels
import Foundation
import Testing

/// Pairs of instructions that run in one pass, wherever they stand, and those that must not.
@Suite struct FusedPairsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Slots 0, 1 and 2 are read, 3 and 4 are written; from 5 on there are registers; the scalar is 1.5.
        let instructions: [CKInstruction]
        let results: @Sendable (Double, Double, Double) -> (Double, Double)

        init(
            _ name: String, _ instructions: [CKInstruction],
            _ results: @escaping @Sendable (Double, Double, Double) -> (Double, Double)
        ) {
            (testDescription, self.instructions, self.results) = (name, instructions, results)
        }
    }

    private static let copy = CKInstruction.make(.copy, result: 4, a: 1)

    static let cases: [Case] = [
        Case(
            "exp of a difference",
            [
                .make(.subtract, result: 5, a: 0, b: 1), .make(.exp, result: 3, a: 5), copy,
            ]
        ) { x, y, _ in (exp(x - y), y) },
        Case(
            "exp of a difference from a scalar",
            [
                .make(.subtract, form: .vectorScalar, result: 5, a: 0, b: 0), copy,
                .make(.exp, result: 3, a: 5),
            ]
        ) { x, y, _ in (exp(x - 1.5), y) },
        Case(
            "the difference is needed",
            [
                .make(.subtract, result: 5, a: 0, b: 1), .make(.exp, result: 3, a: 5),
                .make(.negate, result: 4, a: 5),
            ]
        ) { x, y, _ in (exp(x - y), y - x) },
        Case(
            "a product is subtracted",
            [
                .make(.multiply, form: .scalarVector, result: 5, a: 0, b: 1),
                .make(.square, result: 6, a: 2), .make(.subtract, result: 3, a: 6, b: 5), copy,
            ]
        ) { x, y, z in (z * z - 1.5 * y, y) },
        Case(
            "a product less another value",
            [
                .make(.multiply, result: 5, a: 0, b: 1), .make(.subtract, result: 3, a: 5, b: 2),
                copy,
            ]
        ) { x, y, z in (x * y - z, y) },
        Case(
            "a product times another and a sum",
            [
                .make(.multiply, form: .vectorScalar, result: 5, a: 0, b: 0), copy,
                .make(.multiplyAdd, result: 3, a: 2, b: 5, c: 1),
            ]
        ) { x, y, z in (z * (x * 1.5) + y, y) },
        Case(
            "two products, one of which is taken",
            [
                .make(.multiply, result: 5, a: 0, b: 1), .make(.multiply, result: 6, a: 1, b: 2),
                .make(.multiplyAdd, result: 7, a: 5, b: 6, c: 0),
                .make(.subtract, result: 8, a: 7, b: 1), .make(.exp, result: 3, a: 8), copy,
            ]
        ) { x, y, z in (exp(x * y * (y * z) + x - y), y) },
        Case(
            "what a product reads is replaced",
            [
                .make(.copy, result: 6, a: 0), .make(.multiply, result: 5, a: 6, b: 1),
                .make(.negate, result: 6, a: 2), .make(.subtract, result: 3, a: 6, b: 5), copy,
            ]
        ) { x, y, z in (-z - x * y, y) },
        Case(
            "a product that is added to itself",
            [
                .make(.multiply, result: 5, a: 0, b: 1),
                .make(.multiplyAdd, result: 3, a: 5, b: 2, c: 5), copy,
            ]
        ) { x, y, z in (x * y * z + x * y, y) },
    ]

    @Test(arguments: cases, [1, 17, 1000, 5000])
    func theyComputeTheSame(given: Case, count: Int) {
        for columns in [0, 5, 40, 1000] where count % max(columns, 1) == 0 {
            check(given, count, columns, Float.self, .float32, tolerance: 3e-6)
            check(given, count, columns, Double.self, .float64, tolerance: 1e-14)
        }
    }

    private func check<Scalar: BinaryFloatingPoint>(
        _ given: Case, _ count: Int, _ columns: Int, _: Scalar.Type, _ type: CKType,
        tolerance: Double
    ) {
        let loop = FusedLoop(
            type: type == .float32 ? .float32 : .float64, instructions: given.instructions,
            operands: (0..<5).map { .dense(type, isOutput: $0 > 2) }, registers: 4,
            constants: [1.5], columns: columns,
            stages: columns == 0
                ? []
                : [CKStage(level: .element, instruction_count: Int32(given.instructions.count))])
        let numbers = scrambled(3 * count).map { Scalar($0) }
        let arena = Arena()
        defer { arena.free() }
        let memory = arena.copy(numbers + [Scalar](repeating: 0, count: 2 * count))
        let pointers = (0..<5).map { UnsafeMutableRawPointer?(memory + $0 * count) }
        #expect(loop.run(pointers, count: count))
        let wrong = (0..<count).count { i in
            let (x, y, z) = (
                Double(memory[i]), Double(memory[count + i]), Double(memory[2 * count + i])
            )
            let expected = given.results(x, y, z)
            let found = (Double(memory[3 * count + i]), Double(memory[4 * count + i]))
            let scale = 1 + abs(expected.0)
            return
                !(abs(found.0 - expected.0) <= tolerance * scale
                && abs(found.1 - expected.1) <= tolerance)
        }
        #expect(wrong == 0, "\(count) elements, rows of \(columns), \(type)")
    }

    /// An output that lies where a product is read from: the product must not wait until it is written.
    @Test func aProductIsReadBeforeItsPlaceIsWritten() {
        let loop = FusedLoop(
            instructions: [
                .make(.multiply, result: 3, a: 0, b: 1), .make(.negate, result: 2, a: 1),
                .make(.subtract, result: 1, a: 1, b: 3),
            ],
            operands: [
                .dense(.float32), .dense(.float32, isOutput: true),
                .dense(.float32, isOutput: true),
            ], registers: 1)
        var (x, y) = (scrambled(100), scrambled(100, 1...2))
        let (first, second) = (x, y)
        let ran = x.withUnsafeMutableBytes { x in
            y.withUnsafeMutableBytes { y in
                loop.run([x.baseAddress, y.baseAddress, x.baseAddress], count: 100)
            }
        }
        #expect(ran)
        for i in 0..<100 {
            #expect(x[i] == -second[i])
            #expect(abs(y[i] - (second[i] - first[i] * second[i])) < 1e-6)
        }
    }

    /// A number that is none, or an infinite one, at any place of a row: softmax's exponentials and sums.
    @Test(arguments: [40, 300, 1100]) func rowsWithOddNumbers(columns: Int) {
        let odd: [Float] = [.nan, .infinity, -.infinity, -200, 1e30]
        let rows = 40
        var x = scrambled(rows * columns)
        for row in 0..<rows { x[row * columns + row * (columns - 1) / 39] = odd[row % 5] }
        let fold = CKForm(rawValue: CKLevel.row.rawValue)
        let loop = FusedLoop(
            instructions: [
                .make(.foldMaximum, form: fold ?? .vectorVector, result: 3, a: 0),
                .make(.spread, result: 4, a: 3), .make(.subtract, result: 5, a: 0, b: 4),
                .make(.exp, result: 1, a: 5),
                .make(.foldSum, form: fold ?? .vectorVector, result: 2, a: 1),
            ],
            operands: [
                .dense(.float32), .dense(.float32, isOutput: true),
                .init(type: .float32, isOutput: true, level: .row),
            ], registers: 3, columns: columns,
            stages: [
                CKStage(level: .element, instruction_count: 1),
                CKStage(level: .element, instruction_count: 4),
            ])
        var (y, sums) = (x, [Float](repeating: 0, count: rows))
        let given = x
        let ran = x.withUnsafeMutableBytes { x in
            y.withUnsafeMutableBytes { y in
                sums.withUnsafeMutableBytes { sums in
                    loop.run([x.baseAddress, y.baseAddress, sums.baseAddress], count: given.count)
                }
            }
        }
        #expect(ran)
        for row in 0..<rows {
            let values = given[(row * columns)..<((row + 1) * columns)]
            let greatest = values.contains { $0.isNaN } ? .nan : values.max() ?? 0
            let expected = values.map { exp(Double($0 - greatest)) }
            let found = y[(row * columns)..<((row + 1) * columns)].map(Double.init)
            let sum = expected.reduce(0, +)
            for (expected, found) in zip(expected + [sum], found + [Double(sums[row])]) {
                let isRight =
                    expected.isNaN ? found.isNaN : abs(found - expected) <= 3e-6 * max(1, expected)
                #expect(isRight, "row \(row): \(found), not \(expected)")
            }
        }
    }
}
