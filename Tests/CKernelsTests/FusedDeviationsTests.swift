// SPDX-License-Identifier: Apache-2.0
import CKernels
import Testing

/// Squared distances from the means of columns, in one pass with the sums.
@Suite struct FusedDeviationsTests {
    private static func fold(_ operation: CKOperation, _ result: UInt8) -> CKInstruction {
        .make(
            operation, form: CKForm(rawValue: CKLevel.column.rawValue) ?? .vectorVector,
            result: result, a: 0)
    }

    /// Sums and deviations of columns, as one value after the other; the sum comes before, after, or not at all.
    private func folds(
        _ x: [Float], _ columns: Int, parts: Int, order: [CKOperation]
    ) -> [[Float]] {
        let outputs = order.indices.map { _ in
            FusedLoop.Operand(type: .float32, isOutput: true, level: .column)
        }
        let loop = FusedLoop(
            instructions: order.enumerated().map { Self.fold($1, UInt8($0 + 1)) },
            operands: [.dense(.float32)] + outputs, columns: columns,
            stages: [CKStage(level: .element, instruction_count: Int32(order.count))],
            parts: Int64(min(parts, (x.count + 1023) / 1024)))
        let count = x.count
        return Cut.results(byteCount: order.count * columns * 4) { cut, y in
            var x = x
            let pointers = order.indices.map { Optional(y + $0 * columns * 4) }
            #expect(
                x.withUnsafeMutableBytes {
                    loop.run([$0.baseAddress] + pointers, count: count, cut: cut)
                })
        }.map { bytes in bytes.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) } }
    }

    private static func expected(_ x: [Float], _ columns: Int) -> [(sum: Double, square: Double)] {
        (0..<columns).map { column in
            let values = stride(from: column, to: x.count, by: columns).map { Double(x[$0]) }
            let sum = values.reduce(0, +)
            let mean = sum / Double(values.count)
            return (sum, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) })
        }
    }

    @Test(arguments: FusedRowsTests.shapes, [1, 4])
    func sumsAndDeviationsOfColumns(shape: (Int, Int), parts: Int) {
        let (rows, columns) = shape
        // Far from 0: a difference of rounded squares would have no digit left.
        let x = scrambled(rows * columns).map { $0 + 1000 }
        let expected = Self.expected(x, columns)
        let orders: [[CKOperation]] = [
            [.foldDeviations], [.foldSum, .foldDeviations], [.foldDeviations, .foldSum],
        ]
        for order in orders {
            let results = folds(x, columns, parts: parts, order: order)
            for (place, operation) in order.enumerated() {
                let wrong = expected.indices.count { column in
                    let found = Double(results[0][place * columns + column])
                    let (sum, square) = expected[column]
                    return operation == .foldSum
                        ? abs(found - sum) > 1e-6 * abs(sum) : abs(found - square) > 1e-6 * square
                }
                #expect(wrong == 0, "\(order)")
            }
            #expect(results.allSatisfy { $0 == results[0] })
        }
    }

    @Test func constantsDoNotDeviateAndNoNumbersAreNotHidden() {
        var x = [Float](repeating: 0.1, count: 300 * 17)
        x[17 * 200 + 3] = .nan
        x[17 * 299 + 16] = .infinity
        let found = folds(x, 17, parts: 4, order: [.foldDeviations])[0]
        for (column, value) in found.enumerated() {
            if column == 3 || column == 16 {
                #expect(value.isNaN)
            } else {
                #expect(value >= 0 && value < 1e-13)
            }
        }
    }

    @Test func onlyColumnsOfFloat32Deviate() {
        let stages = [CKStage(level: .element, instruction_count: 1)]
        for (type, level): (CKType, CKLevel) in [(.float64, .column), (.float32, .row)] {
            let form = CKForm(rawValue: level.rawValue) ?? .vectorVector
            let loop = FusedLoop(
                type: type == .float32 ? .float32 : .float64,
                instructions: [.make(.foldDeviations, form: form, result: 1, a: 0)],
                operands: [.dense(type), .init(type: type, isOutput: true, level: level)],
                columns: 8, stages: stages)
            #expect(loop.makeCode() == nil)
        }
    }
}
