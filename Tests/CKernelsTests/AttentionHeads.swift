// SPDX-License-Identifier: Apache-2.0
import CKernels
import Foundation

/// Operands of attention with one leading axis, by the kernels and by plain loops in float64.
struct AttentionHeads {
    /// How the matrices of the heads lie.
    enum Layout: CaseIterable {
        case dense, sideBySide, turned
    }

    var heads: Int
    var positions: Int
    var sources: Int
    var width: Int
    var valueWidth: Int
    var layout = Layout.dense
    var masking = CKAttentionMask.none
    /// What one element of an operand is instead: of the query, the key, the value or the seed.
    var spoilt: (operand: Int, value: Float)?

    let scale: Float = 0.8

    /// A matrix for each head, and where element (row, column) of a head lies.
    struct Operand {
        let rows: Int
        let columns: Int
        let strides: (head: Int, row: Int, column: Int)
        var elements: [Float]

        func element(_ head: Int, _ row: Int, _ column: Int) -> Double {
            Double(elements[head * strides.head + row * strides.row + column * strides.column])
        }
    }

    func operand(_ rows: Int, _ columns: Int, seed: Int) -> Operand {
        let strides =
            switch layout {
            case .dense: (rows * columns, columns, 1)
            case .sideBySide: (columns, heads * columns, 1)
            case .turned: (rows * columns, 1, rows)
            }
        var elements = (0..<(heads * rows * columns)).map {
            Float(($0 * (37 + seed) + seed * 101) % 199 - 99) / 120
        }
        if let spoilt, spoilt.operand == seed { elements[elements.count * 6 / 7] = spoilt.value }
        return Operand(rows: rows, columns: columns, strides: strides, elements: elements)
    }

    var query: Operand { operand(positions, width, seed: 1) }
    var key: Operand { operand(sources, width, seed: 2) }
    var value: Operand { operand(sources, valueWidth, seed: 3) }
    var seed: Operand { operand(positions, valueWidth, seed: 4) }

    /// Truths, none in some rows; numbers that are the same for all positions.
    var truths: [UInt8] {
        (0..<(positions * sources)).map { $0 / sources % 5 == 3 ? 0 : UInt8($0 * 7 % 11 % 2) }
    }
    var numbers: [Float] {
        (0..<(heads * sources)).map { $0 % 3 == 1 ? -.infinity : Float($0 % 13) / 5 }
    }

    struct Results {
        var means: [Double] = []
        var logarithms: [Double] = []
        var byQuery: [Double] = []
        var byKey: [Double] = []
        var byValue: [Double] = []

        var all: [[Double]] { [means, logarithms, byQuery, byKey, byValue] }
    }

    // MARK: Plain loops

    /// What the mask adds to the scores of a head.
    private func additions(_ head: Int) -> [Double] {
        let (truths, numbers) = (truths, numbers)
        return (0..<(positions * sources)).map { index in
            let (i, j) = (index / sources, index % sources)
            switch masking {
            case .causal: return j > i ? -.infinity : 0
            case .truth: return truths[index] == 0 ? -.infinity : 0
            case .numbers: return Double(numbers[head * sources + j])
            default: return 0
            }
        }
    }

    /// The weights of a position, and the logarithm of their sum.
    private func weights(
        _ query: Operand, _ key: Operand, _ additions: [Double], _ head: Int, _ i: Int
    ) -> ([Double], Double) {
        let scores = (0..<sources).map { j in
            let product = sum(over: width) {
                query.element(head, i, $0) * key.element(head, j, $0)
            }
            let addition = additions[i * sources + j]
            // What is hidden is not looked at.
            let isHidden = addition == -.infinity && masking != .numbers
            return isHidden ? addition : product * Double(scale) + addition
        }
        let greatest = scores.max() ?? -.infinity
        let offset = greatest == -.infinity ? 0 : greatest
        let exponentials = scores.map { exp($0 - offset) }
        let total = exponentials.reduce(0, +)
        return (exponentials.map { total == 0 ? 0 : $0 / total }, log(total) + offset)
    }

    private func sum(over count: Int, _ term: (Int) -> Double) -> Double {
        (0..<count).reduce(0.0) { $0 + term($1) }
    }

    func expected() -> Results {
        let (query, key, value, seed) = (query, key, value, seed)
        var results = Results()
        for head in 0..<heads {
            let additions = additions(head)
            let rows = (0..<positions).map { weights(query, key, additions, head, $0) }
            results.logarithms += rows.map(\.1)
            let slopes = rows.enumerated().map { i, row in
                let means = (0..<valueWidth).map { k in
                    sum(over: sources) { row.0[$0] * value.element(head, $0, k) }
                }
                results.means += means
                let shift = sum(over: valueWidth) { means[$0] * seed.element(head, i, $0) }
                return (0..<sources).map { j in
                    let slope = sum(over: valueWidth) {
                        seed.element(head, i, $0) * value.element(head, j, $0)
                    }
                    return row.0[j] * (slope - shift) * Double(scale)
                }
            }
            for i in 0..<positions {
                results.byQuery += (0..<width).map { k in
                    sum(over: sources) { slopes[i][$0] * key.element(head, $0, k) }
                }
            }
            for j in 0..<sources {
                results.byKey += (0..<width).map { k in
                    sum(over: positions) { slopes[$0][j] * query.element(head, $0, k) }
                }
                results.byValue += (0..<valueWidth).map { k in
                    sum(over: positions) { rows[$0].0[j] * seed.element(head, $0, k) }
                }
            }
        }
        return results
    }
}
